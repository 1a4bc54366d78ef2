import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var consumerBeyondStream: Rule {
        Rule(
            code: "NG-C022", name: "consumer-beyond-stream", level: .refuse,
            why: "The server refuses what goes beyond the stream's own limits.",
            instead: "Stay within them, or raise them on the stream first.",
            reversible: true, source: "nats-server 2.15.1, observed (10026, 10121, 10126, 10134, 10153)",
            examples: [
                RuleExample(
                    "more replicas", .example(["num_replicas": 5]), .consumerExample(C.absent, stream: ["num_replicas": 3]),
                    expected: .refuse),
                RuleExample(
                    "fewer than an interest stream", .example(["num_replicas": 1]),
                    .consumerExample(C.absent, stream: ["num_replicas": 3, "retention": "interest"]), expected: .refuse),
                RuleExample(
                    "more in flight", .example(["max_ack_pending": 500]),
                    .consumerExample(C.absent, stream: ["consumer_limits": ["max_ack_pending": 100]]), expected: .refuse),
                RuleExample(
                    "within", .example(["max_ack_pending": 50, "num_replicas": 3]),
                    .consumerExample(C.absent, stream: ["num_replicas": 3, "consumer_limits": ["max_ack_pending": 100]]),
                    expected: nil),
            ]
        ) { change, evidence in
            guard let info = change.stream(evidence) else { return [] }
            let (new, stream) = (change.proposed, info.configuration)
            func outcome(_ effect: String, _ field: String) -> Outcome {
                Outcome(level: .refuse, effect: effect, field: "/config/" + field)
            }
            var outcomes: [Outcome] = []
            if change.sets("num_replicas"), let replicas = new.replicas {
                let mustEqual = stream.retention != .limits && replicas != stream.replicas
                if replicas > stream.replicas || mustEqual {
                    outcomes.append(
                        outcome(
                            "\(replicas) replicas, its stream has \(stream.replicas)"
                                + (mustEqual ? " and, by its retention, needs as many" : ""), "num_replicas"))
                }
            }
            if change.sets("max_ack_pending"), let most = stream.json["consumer_limits"]?["max_ack_pending"]?.uint64, most > 0,
                let wanted = new.inFlightLimit, wanted > most
            {
                outcomes.append(
                    outcome("max_ack_pending \(wanted), the stream's consumer_limits allow \(most)", "max_ack_pending"))
            }
            if change.sets("inactive_threshold"),
                let most = stream.json["consumer_limits"]?["inactive_threshold"]?.int64, most > 0,
                let wanted = new.inactivityLimit, wanted > UInt64(most)
            {
                outcomes.append(
                    outcome("the stream's consumer_limits allow \(duration(nanoseconds: most)) at most", "inactive_threshold"))
            }
            let most = stream.json["max_consumers"]?.int64 ?? -1
            if change.altered == nil, change.info(evidence) == nil, most > 0, info.state.consumerCount >= UInt64(most) {
                outcomes.append(outcome("the stream has \(info.state.consumerCount) consumers, max_consumers is \(most)", "name"))
            }
            return outcomes
        }
    }
}
