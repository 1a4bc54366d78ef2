import JSON
import Model

extension Rule where C == StreamRestore {
    static let handsOutAgain: Rule = Rule(
        code: "NG-B009", name: "hands-out-again", level: .danger,
        why:
            "A consumer goes on where it was when the backup was made: what was worked off since then is handed out once more, by a push consumer as soon as somebody listens.",
        instead: "Leave the consumers out (`consumers` false) and make them anew where they should begin.",
        reversible: false, source: "nats-server 2.15.1, STREAM.RESTORE observed",
        examples: [
            RuleExample(
                "a copy whose consumer delivers to where the first one's does",
                .example(["name": "COPY"], consumers: [.init(name: "c", deliverSubject: "work", acknowledged: 3)]),
                .restoreExample(), expected: .danger),
            RuleExample(
                "a push consumer with messages to deliver",
                .example(consumers: [.init(name: "c", deliverSubject: "work", acknowledged: 3)]), .restoreExample(),
                expected: .warn),
            RuleExample(
                "workers with messages to take", .example(consumers: [.init(name: "c", acknowledged: 3)]), .restoreExample(),
                expected: .warn),
            RuleExample(
                "all is acknowledged", .example(consumers: [.init(name: "c", acknowledged: 10)]), .restoreExample(), expected: nil
            ),
            RuleExample(
                "without them", .example(withConsumers: false, consumers: [.init(name: "c", deliverSubject: "work")]),
                .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.withConsumers else { return [] }
        let since = change.archive.saved.map { " of \($0)" } ?? ""
        let behind = change.archive.consumers.filter { ($0.acknowledged ?? 0) < change.archive.lastSequence }
        return behind.prefix(10).map { consumer in
            let last = change.archive.lastSequence
            let position = consumer.acknowledged.map { "after sequence \($0.grouped) of \(last.grouped)" } ?? "where it was"
            guard let subject = consumer.deliverSubject else {
                return Outcome(level: .warn, effect: "\(quoted(consumer.name)) goes on \(position), as in the backup\(since)")
            }
            return Outcome(
                level: change.isRenamed ? .danger : .warn,
                effect: "\(quoted(consumer.name)) delivers to \(quoted(subject)) at once, \(position), as in the backup\(since)")
        }
    }
}
