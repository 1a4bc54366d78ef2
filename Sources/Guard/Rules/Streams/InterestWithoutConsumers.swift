import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var interestWithoutConsumers: Rule {
        Rule(
            code: "NG-S010", name: "interest-without-consumers", level: .warn,
            why:
                "An interest stream keeps only what a consumer waits for: without one each message is acknowledged to its publisher "
                + "and dropped.",
            instead: "Make its durable consumers before anything is published (consumer_add).",
            reversible: false, source: "nats-server 2.15.1, observed: a positive acknowledgement, 0 messages stored",
            examples: [
                RuleExample("interest alone", is: ["retention": "interest"], messages: 0, expected: .warn),
                RuleExample(
                    "with a consumer", is: ["retention": "interest"],
                    facts: [.consumers(stream: "S"): .consumers([ConsumerInfo(json: ["name": "c"])])],
                    expected: C.isThere ? nil : .warn),
                RuleExample(
                    "nobody knows", is: ["retention": "interest"], facts: [.consumers(stream: "S"): .unknown("not allowed")],
                    expected: .warn),
                RuleExample("a work queue, which keeps all", is: ["retention": "workqueue"], expected: nil),
                RuleExample("limits", is: ["retention": "limits"], expected: nil),
            ]
        ) { change, evidence in
            guard change.sets("retention"), change.proposed?.retention == .interest else { return [] }
            func outcome(_ effect: String) -> [Outcome] {
                [Outcome(level: .warn, effect: effect, field: change.pointer("retention"))]
            }
            guard C.isThere else { return outcome("keeps nothing until it has a consumer") }
            guard let consumers = evidence.consumers(of: change.stream) else {
                return outcome("whether it has consumers is not known: \(evidence.why(.consumers(stream: change.stream)))")
            }
            return consumers.isEmpty ? outcome("it has no consumer: what is published is dropped") : []
        }
    }
}
