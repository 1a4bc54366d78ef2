import JSON
import Model

extension Rule where C == ConsumerDelete {
    static let consumerDeleteLosesPosition: Rule = Rule(
        code: "NG-X004", name: "consumer-delete-loses-position", level: .block,
        why:
            "With a consumer its position goes: one made anew begins where its deliver_policy says. A stream that keeps what somebody "
            + "wants deletes at once what nobody wants any more.",
        instead: "consumer_pause stops it and keeps everything.",
        reversible: false, source: "nats-server 2.15.1, CONSUMER.DELETE observed",
        examples: [
            RuleExample("messages wait", .example, .consumerExample(position: ["num_pending": 7]), expected: .block),
            RuleExample(
                "its workers are there", .example, .consumerExample(position: ["num_waiting": 2]), expected: .block),
            RuleExample("done and idle", .example, .consumerExample(), expected: .warn),
            RuleExample(
                "not durable, with messages", .example,
                .consumerExample(["durable_name": nil], position: ["num_pending": 7]), expected: .danger),
            RuleExample("not durable, idle", .example, .consumerExample(["durable_name": nil]), expected: .info),
            RuleExample(
                "the last that wants them", .example,
                .consumerExample(["durable_name": nil], stream: ["retention": "interest"], position: ["num_pending": 10])
                    .counts([nil: [11: 10]]), expected: .block),
            RuleExample(
                "not the last", .example, .consumerExample(stream: ["retention": "interest"], others: [[:]]).counts([:]),
                expected: .warn),
            RuleExample(
                "nobody knows", .example, .consumerExample(stream: ["retention": "interest"]).unknownOthers, expected: .block),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence) else { return [] }
        var level = level(info)
        var effect = "its position at sequence \(info.deliveredSequence) is lost (\(info.words))"
        if info.isInUse {
            effect += info.configuration.isPush ? "; somebody subscribes to it" : "; \(info.waiting.grouped) pull requests wait"
        }
        let messages = change.stream(evidence)?.state.messages.grouped ?? "?"
        switch (change.loss(given: evidence), change.stream(evidence)?.configuration.retention) {
        case (.messages(let count), _):
            level = .block
            effect +=
                "; deletes \(count.words) of \(messages) messages, and what comes in until then, that no other consumer wants"
        case (.unknown(let why), _):
            level = .block
            effect += "; deletes an unknown number of \(messages) messages: \(why)"
        case (.none, nil):
            level = .block
            effect += "; whether messages go with it is not known: the stream could not be read"
        case (.none, .workQueue?) where info.unread > 0:
            effect += "; its messages stay in the queue with nobody to take them"
        case (.none, _): effect += "; deletes no message"
        }
        return [Outcome(level: level, effect: effect)]
    }

    /// Of the position alone.
    private static func level(_ info: ConsumerInfo) -> Level {
        let isWanted = info.unread > 0 || info.isInUse
        return info.isDurable ? (isWanted ? .block : .warn) : (isWanted ? .danger : .info)
    }
}
