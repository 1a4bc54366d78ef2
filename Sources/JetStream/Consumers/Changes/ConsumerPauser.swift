public import Guard
import JSON
import Model
import NATS
import Platform

/// Pauses consumers and lets them go on.
public struct ConsumerPauser: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ConsumerPause>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        do {
            let place =
                "\(try JetStreamClient.token(change.stream, what: "stream"))."
                + (try JetStreamClient.token(change.consumer, what: "consumer"))
            if change.until == nil, try await !jetStream.consumerInfo(of: change.stream, change.consumer).isPaused {
                return Performed(outcome: ["paused": false, "sent": false])
            }
            var body: JSONObject = [:]
            if let until = change.until { body.append("pause_until", .string(until)) }
            let reply = try await jetStream.call("CONSUMER.PAUSE." + place, body)
            let isPaused = reply["paused"]?.bool ?? false
            var outcome: JSONObject = ["paused": .bool(isPaused)]
            if isPaused { outcome.append("pause_until", reply["pause_until"] ?? nil) }
            return Performed(outcome: outcome, verification: Self.verification(change, outcome))
        } catch {
            throw error.asChangeFailure
        }
    }

    private static func verification(_ change: ConsumerPause, _ outcome: JSONObject) -> String {
        let paused = outcome["pause_until"]?.string.flatMap(WallTime.init(rfc3339:))
        return paused == change.until.flatMap(WallTime.init(rfc3339:))
            ? "the server's reply is as it was meant" : "the server's reply is other than meant"
    }
}
