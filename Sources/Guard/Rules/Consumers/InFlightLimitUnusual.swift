import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var inFlightLimitUnusual: Rule {
        Rule(
            code: "NG-C011", name: "in-flight-limit-unusual", level: .danger,
            why:
                "All that is in flight is kept in memory and comes again at once when workers fail; with 1 there is no parallel work.",
            instead: "max_ack_pending 1000, the default, and more workers.",
            reversible: true, source: "nats-server, consumer.go; thresholds are this program's",
            examples: [
                RuleExample("none", .example(["max_ack_pending": -1]), .consumerExample(C.absent), expected: .danger),
                RuleExample("a million", .example(["max_ack_pending": 1_000_000]), .consumerExample(C.absent), expected: .danger),
                RuleExample(
                    "twenty thousand", .example(["max_ack_pending": 20_000]), .consumerExample(C.absent), expected: .warn),
                RuleExample("a little more", .example(["max_ack_pending": 2000]), .consumerExample(C.absent), expected: nil),
                RuleExample("one", .example(["max_ack_pending": 1]), .consumerExample(C.absent), expected: .info),
                RuleExample(
                    "fewer than are in flight", .example(["max_ack_pending": 5]),
                    .consumerExample(C.absent, position: ["num_ack_pending": 7]), expected: C.absent == nil ? nil : .warn),
                RuleExample(
                    "nothing to acknowledge", .example(["ack_policy": "none", "max_ack_pending": -1]), .consumerExample(C.absent),
                    expected: nil),
                RuleExample("the default", .example, .consumerExample(C.absent), expected: nil),
            ]
        ) { change, evidence in
            let new = change.proposed
            guard change.sets("max_ack_pending"), !new.acknowledgesNothing, let value = new.json["max_ack_pending"]?.int64,
                value != 0
            else { return [] }
            func outcome(_ level: Level, _ effect: String) -> Outcome {
                Outcome(level: level, effect: effect, field: "/config/max_ack_pending")
            }
            guard let limit = new.inFlightLimit else { return [outcome(.danger, "any number of messages in flight")] }
            if limit > evidence.thresholds.count(.inFlightDanger) {
                return [outcome(.danger, "up to \(limit.grouped) messages in flight")]
            }
            if limit > evidence.thresholds.count(.inFlightWarn) {
                return [outcome(.warn, "up to \(limit.grouped) messages in flight")]
            }
            if let info = change.info(evidence), info.inFlight > limit {
                return [
                    outcome(
                        .warn,
                        "delivers nothing until fewer than \(limit.grouped) of the \(info.inFlight.grouped) in flight are left")
                ]
            }
            return limit == 1 ? [outcome(.info, "one message at a time, strictly in order")] : []
        }
    }
}
