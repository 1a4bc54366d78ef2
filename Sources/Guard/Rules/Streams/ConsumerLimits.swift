import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var durablesBecomeMortal: Rule {
        Rule(
            code: "NG-S034", name: "durables-become-mortal", level: .warn,
            why:
                "Durable consumers made from then on inherit inactive_threshold, and are deleted with their position when nobody uses "
                + "them that long; those there are keep living.",
            instead: "Leave it out of consumer_limits; set it on consumers that are to end.",
            reversible: true, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("a minute", is: ["consumer_limits": ["inactive_threshold": 60_000_000_000]], expected: .warn),
                RuleExample("another limit", is: ["consumer_limits": ["max_ack_pending": 1000]], expected: nil),
                RuleExample("none", is: ["consumer_limits": [:]], expected: nil),
            ]
        ) { change, _ in
            guard change.sets("consumer_limits"),
                let threshold = change.proposed?.json["consumer_limits"]?["inactive_threshold"]?.int64, threshold > 0
            else { return [] }
            let time = duration(nanoseconds: threshold)
            return [
                Outcome(
                    level: .warn, effect: "durable consumers made from now on are deleted after \(time) without a worker",
                    field: change.pointer("consumer_limits"))
            ]
        }
    }
}

extension Rule where C == StreamUpdate {
    static let consumersAboveLimit: Rule = Rule(
        code: "NG-S060", name: "consumers-above-limit", level: .refuse,
        why: "The server takes no consumer_limits that a consumer there is violates (10069).",
        instead: "Lower max_ack_pending of those consumers first (consumer_edit), or allow as much as they have.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "below what one has", is: ["consumer_limits": ["max_ack_pending": 10]], facts: consumer(1000), expected: .refuse),
            RuleExample(
                "below one without a limit", is: ["consumer_limits": ["max_ack_pending": 10]], facts: consumer(-1),
                expected: .refuse),
            RuleExample(
                "as much as it has", is: ["consumer_limits": ["max_ack_pending": 1000]], facts: consumer(1000), expected: nil),
        ]
    ) { change, evidence in
        guard change.sets("consumer_limits"),
            let most = change.proposed?.json["consumer_limits"]?["max_ack_pending"]?.uint64, most > 0
        else { return [] }
        let above = (evidence.consumers(of: change.stream) ?? []).filter {
            !$0.configuration.acknowledgesNothing && $0.configuration.inFlightLimit ?? .max > most
        }
        guard !above.isEmpty else { return [] }
        let names = above.prefix(5).map { quoted($0.name) }.joined(separator: ", ")
        let effect = "\(names) may have more than \(most.grouped) in flight: the server would refuse it"
        return [Outcome(level: .refuse, effect: effect, field: "/fields/consumer_limits")]
    }

    private static func consumer(_ inFlight: Int64) -> [Question: Fact] {
        let config: JSONObject = ["name": "c", "ack_policy": "explicit", "max_ack_pending": .integer(inFlight)]
        return [.consumers(stream: "S"): .consumers([ConsumerInfo(json: ["name": "c", "config": .object(config)])])]
    }
}
