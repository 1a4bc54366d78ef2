public import Guard
import JSON
public import Model

/// Deletes single messages.
public struct MessageDeleter: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<MessageDelete>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        var deleted: [UInt64] = []
        for sequence in change.sequences {
            do {
                let token = try JetStreamClient.token(change.stream, what: "stream")
                var body: JSONObject = ["seq": JSONValue(sequence)]
                if !change.erase { body.append("no_erase", true) }
                _ = try await jetStream.call("STREAM.MSG.DELETE." + token, body)
                deleted.append(sequence)
            } catch {
                // It went by itself since it was looked at: what was wanted is so.
                if error.apiErrorCode == 10043 { continue }
                throw error.asChangeFailure(after: [
                    "deleted": JSONValue(deleted.count), "failed_at": JSONValue(sequence),
                ])
            }
        }
        return Performed(
            outcome: ["deleted": JSONValue(deleted.count)],
            verification: change.sequences.isEmpty ? nil : await verification(of: change))
    }

    private func verification(of change: MessageDelete) async -> String {
        do {
            let left = try await jetStream.glances(at: change.sequences, of: change.stream)
            let state = try await jetStream.streamInfo(change.stream).state
            let still =
                left.isEmpty
                ? "none of them is there" : "still there: \(left.map { String($0.sequence) }.joined(separator: ", "))"
            return "read again: \(still); \(state.messages.grouped) messages left"
        } catch {
            return "could not be read again: \(error.message)"
        }
    }
}

extension JetStreamClient {
    /// The messages of some sequences that are there, by the leader's word.
    public func glances(at sequences: [UInt64], of stream: String) async throws(JetStreamError) -> [MessageGlance] {
        var found: [MessageGlance] = []
        for sequence in sequences {
            do {
                let message = try await leaderMessage(of: stream, .sequence(sequence))
                found.append(
                    MessageGlance(
                        sequence: sequence, subject: message.subject, size: UInt64(message.payload.count), time: message.time))
            } catch {
                guard error.code == .messageNotFound else { throw error }
            }
        }
        return found
    }
}
