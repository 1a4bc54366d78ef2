import JSON
import Model

extension Rule where C == ConsumerReset {
    static let resetMovesPosition: Rule = Rule(
        code: "NG-X005", name: "reset-moves-position", level: .block,
        why:
            "Messages skipped are never delivered, and on a stream that keeps what somebody wants deleted; messages delivered again are "
            + "worked on twice.",
        instead: "Try it on a new consumer that begins there (consumer_add, opt_start_seq).",
        reversible: false, source: "ADR-60; nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "back to the beginning", .example(at: 1), .consumerExample(position: done(8)).counts([nil: [9: 8]]),
                expected: .block),
            RuleExample(
                "ahead", .example(at: 9), .consumerExample(position: done(3)).counts([nil: [9: 8, 4: 3]]), expected: .block),
            RuleExample(
                "what is in flight", .example, .consumerExample(position: ["num_ack_pending": 2]), expected: .danger),
            RuleExample("nothing in flight", .example, .consumerExample(), expected: .info),
            RuleExample("nobody could count", .example(at: 1), .consumerExample(position: done(8)), expected: .block),
            RuleExample(
                "where it is", .example(at: 4), .consumerExample(position: done(3)).counts([:]), expected: .info),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence) else { return [] }
        let again = change.repeated(info, evidence)
        let skipped = change.skipped(info, evidence)
        var effects: [String] = []
        var level = Level.info
        switch again {
        case nil:
            level = .block
            effects.append("delivers an unknown number of messages again")
        case let count? where count.limit > 0:
            level = change.sequence == nil ? .danger : .block
            effects.append("delivers \(count.words) messages again\(change.sequence == nil ? ", now in flight" : "")")
        default: break
        }
        switch skipped {
        case nil:
            level = .block
            effects.append("skips an unknown number of messages")
        case let count? where count.limit > 0:
            level = .block
            effects.append("skips \(count.words) messages it has not acknowledged")
        default: break
        }
        switch change.loss(given: evidence) {
        case .none: break
        case .messages(let count):
            level = .block
            effects.append("deletes \(count.words) of them, which no other consumer wants")
        case .unknown(let why):
            level = .block
            effects.append("deletes an unknown number of them: \(why)")
        }
        if case .workQueue? = change.stream(evidence)?.configuration.retention, skipped?.limit ?? 1 > 0 {
            effects.append("they stay in the queue with nobody to take them")
        }
        let effect = effects.isEmpty ? "changes nothing: its position is there already" : effects.joined(separator: "; ")
        return [Outcome(level: level, effect: effect, field: "/seq")]
    }

    private static func done(_ sequence: UInt64) -> JSONObject {
        ["delivered": ["stream_seq": JSONValue(sequence)], "ack_floor": ["stream_seq": JSONValue(sequence)]]
    }
}

extension ConsumerReset {
    static func example(at sequence: UInt64) -> ConsumerReset {
        ConsumerReset(stream: "S", consumer: "c", sequence: sequence)
    }
}
