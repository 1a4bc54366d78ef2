import JSON
import Model

extension Rule where C == ConsumerExisting {
    static let messagesGivenUp: Rule = Rule(
        code: "NG-C046", name: "messages-given-up", level: .danger,
        why: "Messages were delivered as often as max_deliver allows and are skipped for ever; only an advisory told so.",
        instead: "Look at them (stream_messages from the acknowledged sequence on), mend what fails, and consumer_reset to it.",
        reversible: true, source: "nats-server 2.15.1, observed: nothing in flight, nothing pending, and the floor behind",
        examples: [
            RuleExample("given up", limited, .consumerExample(limits, position: positions(9, 5)), expected: .danger),
            RuleExample("all done", limited, .consumerExample(limits, position: positions(9, 9)), expected: nil),
            RuleExample("no limit", .example, .consumerExample(position: positions(9, 5)), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), info.gaveUp else { return [] }
        let between = info.deliveredSequence - min(info.deliveredSequence, info.acknowledgedSequence)
        return [
            Outcome(
                level: .danger,
                effect: "delivered up to \(info.deliveredSequence), acknowledged up to \(info.acknowledgedSequence), nothing in "
                    + "flight: up to \(between.grouped) messages were given up")
        ]
    }

    static let consumerStuck: Rule = Rule(
        code: "NG-C047", name: "consumer-stuck", level: .warn,
        why:
            "As much as may be is in flight and nothing is acknowledged, or work comes back again and again: a worker hangs or fails.",
        instead: "Look at its workers; consumer_info tells when it last delivered and was last acknowledged.",
        reversible: true, source: "nats-server, consumer state",
        examples: [
            RuleExample("full", .example, .consumerExample(position: ["num_ack_pending": 1000]), expected: .warn),
            RuleExample(
                "comes back", .example, .consumerExample(position: ["num_ack_pending": 5, "num_redelivered": 3]), expected: .info),
            RuleExample("too many ask", .example, .consumerExample(position: ["num_waiting": 512]), expected: .warn),
            RuleExample("at work", .example, .consumerExample(position: ["num_ack_pending": 20]), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence) else { return [] }
        var signs: [String] = []
        if info.isFull { signs.append("\(info.inFlight.grouped) in flight, as many as may be") }
        if info.redelivered > 0 { signs.append("\(info.redelivered.grouped) delivered more than once") }
        if let most = info.configuration.json["max_waiting"]?.uint64, most > 0, info.waiting >= most {
            signs.append("\(info.waiting.grouped) requests wait, as many as may")
        }
        guard !signs.isEmpty else { return [] }
        let isStanding = info.isFull || signs.count > (info.redelivered > 0 ? 1 : 0)
        return [Outcome(level: isStanding ? .warn : .info, effect: signs.joined(separator: "; "))]
    }

    static let pausedForLong: Rule = Rule(
        code: "NG-C048", name: "consumer-is-paused", level: .warn,
        why: "A pause somebody forgot is a standstill without an error.",
        instead: "consumer_resume, or leave it when somebody knows why.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("paused", .example, .consumerExample(position: ["paused": true]), expected: .warn),
            RuleExample("at work", .example, .consumerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), info.isPaused else { return [] }
        return [Outcome(level: .warn, effect: "delivers nothing until \(info.configuration.pauseUntil ?? "it is resumed")")]
    }

    private static var limits: JSONObject { ["max_deliver": 3] }
    private static var limited: ConsumerExisting { .example(["max_deliver": 3]) }

    private static func positions(_ delivered: UInt64, _ acknowledged: UInt64) -> JSONObject {
        [
            "delivered": ["stream_seq": JSONValue(delivered)], "ack_floor": ["stream_seq": JSONValue(acknowledged)],
        ]
    }
}
