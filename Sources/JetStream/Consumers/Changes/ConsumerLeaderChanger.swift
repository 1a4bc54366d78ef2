public import Guard
import JSON
import Model
import NATS

/// Has consumers led by other servers.
public struct ConsumerLeaderChanger: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ConsumerStepDown>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        do {
            let place =
                "\(try JetStreamClient.token(change.stream, what: "stream"))."
                + (try JetStreamClient.token(change.consumer, what: "consumer"))
            let before = try await jetStream.consumerInfo(of: change.stream, change.consumer).leader
            let election = await Election(jetStream, of: "CONSUMER", place)
            var body: JSONObject?
            if let successor = change.successor { body = ["placement": ["preferred": .string(successor)]] }
            _ = try await jetStream.call("CONSUMER.LEADER.STEPDOWN." + place, body)
            _ = await election.leader(within: .seconds(4))
            return Performed(outcome: await outcome(change, before))
        } catch {
            throw error.asChangeFailure
        }
    }

    private func outcome(_ change: ConsumerStepDown, _ before: String?) async -> JSONObject {
        var outcome: JSONObject = ["stepped_down": true]
        if let before { outcome.append("leader_before", .string(before)) }
        do {
            // Its leader answers.
            let leader = try await jetStream.consumerInfo(of: change.stream, change.consumer).leader ?? ""
            if leader.isEmpty {
                outcome.append("note", "no new leader is elected yet")
            } else {
                outcome.append("leader", .string(leader))
            }
            if leader == before { outcome.append("note", "the same server was elected again") }
        } catch {
            outcome.append("note", .string("no new leader answers yet: \(error.message)"))
        }
        return outcome
    }
}
