import JSON
import NATS

extension JetStreamClient {
    /// How many messages each of these subjects has, asked for at once.
    func messageCounts(of stream: String, _ subjects: [String]) async throws(JetStreamError) -> [UInt64] {
        let operation = subject("STREAM.INFO." + (try Self.token(stream, what: "stream")))
        var replies: [PendingReply] = []
        var counts: [UInt64] = []
        do {
            for subject in subjects {
                let body: JSONObject = ["subjects_filter": .string(subject)]
                replies.append(
                    try await client.send(operation, payload: JSONValue.object(body).serialized(), timeout: try time()))
            }
            for (subject, reply) in zip(subjects, replies) {
                let state = try Self.decode(try await reply.message().payload)["state"]
                counts.append(state?["subjects"]?[subject]?.uint64 ?? 0)
            }
        } catch let error as JetStreamError {
            throw error
        } catch let error as NATSError {
            throw Self.lift(error, "STREAM.INFO")
        } catch {
            throw JetStreamError(.malformedReply, "the messages of a subject could not be counted")
        }
        return counts
    }
}
