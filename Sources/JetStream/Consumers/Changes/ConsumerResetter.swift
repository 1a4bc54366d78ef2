public import Guard
import JSON
import Model

/// Sets consumers' positions.
public struct ConsumerResetter: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ConsumerReset>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        do {
            let operation =
                "CONSUMER.RESET.\(try JetStreamClient.token(change.stream, what: "stream"))."
                + (try JetStreamClient.token(change.consumer, what: "consumer"))
            var body: JSONObject = [:]
            if let sequence = change.sequence { body.append("seq", JSONValue(sequence)) }
            let reply = try await jetStream.call(operation, body)
            let info = ConsumerInfo(json: reply)
            let next = reply["reset_seq"]?.uint64 ?? info.deliveredSequence &+ 1
            var verification = "the server's reply has \(info.pending.grouped) messages to deliver from sequence \(next) on"
            if let sequence = change.sequence, sequence != next { verification += ", not from \(sequence)" }
            if change.reviewedTo != nil { verification += "; " + (await jetStream.left(in: change.stream)) }
            return Performed(
                outcome: ["next_sequence": JSONValue(next), "pending": JSONValue(info.pending)], verification: verification)
        } catch {
            throw error.asChangeFailure
        }
    }
}
