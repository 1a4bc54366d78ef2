public import Guard
import JSON
import Model

/// Deletes consumers.
public struct ConsumerDeleter: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ConsumerDelete>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        do {
            let operation =
                "CONSUMER.DELETE.\(try JetStreamClient.token(change.stream, what: "stream"))."
                + (try JetStreamClient.token(change.consumer, what: "consumer"))
            let reply = try await jetStream.call(operation)
            return Performed(
                outcome: ["deleted": .bool(reply["success"]?.bool ?? false)],
                verification: change.reviewedTo == nil ? nil : await jetStream.left(in: change.stream))
        } catch {
            throw error.asChangeFailure
        }
    }
}

extension JetStreamClient {
    /// How many messages a stream has after a change that deletes some.
    func left(in stream: String) async -> String {
        do {
            let state = try await streamInfo(stream).state
            return
                "read again: \(state.messages.grouped) messages left, sequences \(state.firstSequence) to \(state.lastSequence); "
                + "replicas may still be deleting"
        } catch {
            return "the stream could not be read again: \(error.message)"
        }
    }
}
