public import Guard
import JSON
import Model

/// Carries out purges.
public struct StreamPurger: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<StreamPurge>) async throws(ChangeFailure) -> Performed {
        let purge = cleared.change
        // A bound of 0 or 1 would not bound anything (0 means everything): there is nothing below it, so nothing is sent.
        if let below = purge.below, below <= 1 { return Performed(outcome: ["purged": 0, "sent": false]) }
        var body: JSONObject = [:]
        if let filter = purge.filter { body.append("filter", .string(filter)) }
        if let below = purge.below { body.append("seq", JSONValue(below)) }
        if let keep = purge.keep, purge.below == nil { body.append("keep", JSONValue(keep)) }
        do {
            let token = try JetStreamClient.token(purge.stream, what: "stream")
            let reply = try await jetStream.call("STREAM.PURGE." + token, body)
            let purged = reply["purged"]?.uint64 ?? 0
            return Performed(outcome: ["purged": JSONValue(purged), "sent": true], verification: await verification(of: purge))
        } catch {
            throw error.asChangeFailure
        }
    }

    private func verification(of purge: StreamPurge) async -> String {
        do {
            let state = try await jetStream.streamInfo(purge.stream).state
            return
                "read again: \(state.messages.grouped) messages left, sequences \(state.firstSequence) to \(state.lastSequence)"
        } catch {
            return "the stream could not be read again: \(error.message)"
        }
    }
}
