public import Guard
import JSON
import Model

/// Unpins clients.
public struct ConsumerUnpinner: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ConsumerUnpin>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        do {
            let operation =
                "CONSUMER.UNPIN.\(try JetStreamClient.token(change.stream, what: "stream"))."
                + (try JetStreamClient.token(change.consumer, what: "consumer"))
            _ = try await jetStream.call(operation, ["group": .string(change.group)])
        } catch {
            throw error.asChangeFailure
        }
        return Performed(outcome: ["unpinned": true, "group": .string(change.group)], verification: await verification(change))
    }

    /// Some releases go on naming a client they have let go, so only another one's name says something.
    private func verification(_ change: ConsumerUnpin) async -> String {
        do {
            let info = try await jetStream.consumerInfo(of: change.stream, change.consumer)
            guard let client = info.pinnedClient(of: change.group) else { return "read again: no client is pinned" }
            return "read again: client \(quoted(client)) is pinned"
        } catch {
            return "the consumer could not be read again: \(error.message)"
        }
    }
}
