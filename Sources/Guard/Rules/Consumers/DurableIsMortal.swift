import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var durableIsMortal: Rule {
        Rule(
            code: "NG-C005", name: "durable-is-mortal", level: .danger,
            why: "The server deletes a consumer that nobody used for inactive_threshold, durable or not: its position is lost.",
            instead: "Leave inactive_threshold unset for a durable one; set none in the stream's consumer_limits.",
            reversible: false, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample(
                    "its own", .example(["inactive_threshold": 60_000_000_000]), .consumerExample(C.absent), expected: .danger),
                RuleExample(
                    "not durable", .example(["inactive_threshold": 60_000_000_000, "durable_name": ""]),
                    .consumerExample(C.absent),
                    expected: nil),
                RuleExample("none", .example, .consumerExample(C.absent), expected: nil),
            ]
        ) { change, evidence in
            let new = change.proposed
            guard change.sets("inactive_threshold", "durable_name"), new.isDurable else { return [] }
            let inherited = change.stream(evidence)?.configuration.json["consumer_limits"]?["inactive_threshold"]?.int64 ?? 0
            let own = new.inactivityLimit.map { Int64(clamping: $0) }
            guard let limit = own ?? (inherited > 0 ? inherited : nil) else { return [] }
            return [
                Outcome(
                    level: .danger,
                    effect: "deleted after \(duration(nanoseconds: limit)) without a worker"
                        + (own == nil ? ", by the stream's consumer_limits" : ""), field: "/config/inactive_threshold")
            ]
        }
    }
}
