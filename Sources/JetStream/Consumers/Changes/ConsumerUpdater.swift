public import Guard
import JSON
import Model

/// Changes consumers' configurations.
public struct ConsumerUpdater: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ConsumerUpdate>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        if change.changes.isEmpty { return Performed(outcome: ["changed": [], "sent": false]) }
        do {
            // Servers compare nothing: what somebody changed meanwhile would be undone without a word.
            let now = try await jetStream.presentConsumer(of: change.stream, change.consumer)
            guard let now, now.created == change.created, now.configuration.fingerprint == change.present?.fingerprint else {
                throw ChangeFailure(
                    code: "changed_since_review",
                    message: "Nothing was changed: \(quoted(change.asset)) was "
                        + (now == nil ? "deleted" : "changed")
                        + " by somebody else since it was reviewed. Call again to see the new plan.")
            }
            let made = try await jetStream.configureConsumer(change.stream, change.proposed, action: "update")
            return Performed(
                outcome: ["changed": .array(change.changes.map { .object($0.json) }), "pending": JSONValue(made.pending)],
                verification: jetStream.compared(change.proposed, made))
        } catch let error as JetStreamError {
            throw error.asChangeFailure
        } catch let failure as ChangeFailure {
            throw failure
        } catch {
            throw ChangeFailure(code: "unknown", message: "the consumer could not be changed")
        }
    }
}
