import JSON
import Model

extension Rule where C == ConsumerPause {
    static let consumerPaused: Rule = Rule(
        code: "NG-C034", name: "consumer-paused", level: .info,
        why: "A paused consumer delivers nothing, and a pull from it looks like an empty stream.",
        instead: "The shortest pause that will do.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("ten minutes", .example, .consumerExample(), expected: .info),
            RuleExample("an end of it", .example(seconds: nil), .consumerExample(position: ["paused": true]), expected: nil),
            RuleExample("a time that is over", .example(seconds: -5), .consumerExample(), expected: .refuse),
        ]
    ) { change, evidence in
        guard let until = change.until, let info = change.info(evidence) else { return [] }
        guard change.duration > .zero else {
            return [Outcome(level: .refuse, effect: "\(until) is over: that would not pause it", field: "/pause_until")]
        }
        let before = info.isPaused ? ", instead of \(info.configuration.pauseUntil ?? "the time it has")" : ""
        return [
            Outcome(level: .info, effect: "delivers nothing until \(until)\(before) (\(info.words))", field: "/pause_until")
        ]
    }

    static let consumerNotPaused: Rule = Rule(
        code: "NG-C035", name: "consumer-not-paused", level: .info,
        why: "There is nothing to resume.", instead: "Nothing: it delivers already; consumer_info tells what else keeps it.",
        reversible: true, source: "the guard's own rule",
        examples: [
            RuleExample("not paused", .example(seconds: nil), .consumerExample(), expected: .info),
            RuleExample("paused", .example(seconds: nil), .consumerExample(position: ["paused": true]), expected: nil),
            RuleExample("to be paused", .example, .consumerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.until == nil, let info = change.info(evidence), !info.isPaused else { return [] }
        return [Outcome(level: .info, effect: "it is not paused: nothing is sent")]
    }
}
