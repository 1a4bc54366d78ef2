public import Guard
import JSON
import Model

/// Makes consumers.
public struct ConsumerCreator: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ConsumerCreate>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        do {
            // Servers before 2.10 know no `create`: they would change one that is there.
            if let present = try await jetStream.presentConsumer(of: change.stream, change.consumer) {
                let differences = ConsumerCreate.differences(present.configuration, change.configuration)
                guard differences.isEmpty else { throw Self.exists(change, differences) }
                return Performed(outcome: ["created": false, "sent": false])
            }
            let made = try await jetStream.configureConsumer(change.stream, change.configuration, action: "create")
            return Performed(
                outcome: ["created": true, "pending": JSONValue(made.pending)],
                verification: jetStream.compared(change.configuration, made))
        } catch let error as JetStreamError where error.apiErrorCode == 10148 {
            throw Self.exists(change, [])
        } catch let error as JetStreamError {
            throw error.asChangeFailure
        } catch let failure as ChangeFailure {
            throw failure
        } catch {
            throw ChangeFailure(code: "unknown", message: "the consumer could not be made")
        }
    }

    private static func exists(_ change: ConsumerCreate, _ differences: [ConfigurationChange]) -> ChangeFailure {
        let named = differences.isEmpty ? "" : " It differs in \(differences.map(\.field).joined(separator: ", "))."
        return ChangeFailure(
            code: "consumer_exists",
            message:
                "Somebody made \(quoted(change.asset)) in the meantime.\(named) Nothing was changed; consumer_edit changes it.")
    }
}

extension JetStreamClient {
    /// Sends a whole configuration; the reply tells what the server made of it.
    func configureConsumer(
        _ stream: String, _ configuration: ConsumerConfiguration, action: String
    ) async throws(JetStreamError) -> ConsumerInfo {
        let streamToken = try Self.token(stream, what: "stream")
        let name = try Self.token(configuration.name, what: "consumer")
        // One filter stands in the subject, so that permissions can be given by it.
        let filter = configuration.json["filter_subject"]?.string ?? ""
        let reply = try await call(
            "CONSUMER.CREATE.\(streamToken).\(name)" + (filter.isEmpty ? "" : "." + filter),
            ["stream_name": .string(stream), "config": .object(configuration.own), "action": .string(action)], namesFilter: true)
        return ConsumerInfo(json: reply)
    }

    /// What the server made other than was meant.
    func compared(_ meant: ConsumerConfiguration, _ made: ConsumerInfo) -> String {
        let differences = ConfigurationComparison.changes(
            from: meant.derived, to: made.configuration.derived, defaults: ConsumerDefaults.values)
        guard !differences.isEmpty else { return "the server's reply has the configuration as it was meant" }
        let named = differences.map { difference in
            let words = [difference.to, difference.from].map { shown($0, difference.field, of: ConsumerFields.all) }
            return "\(difference.field) \(words[0]), not \(words[1])"
        }
        return "the server made it other than meant: " + named.joined(separator: "; ")
    }
}
