import JSON
import Model

extension Rule where C == StreamUpdate {
    static let windowLongerThanAge: Rule = Rule(
        code: "NG-S046", name: "window-longer-than-age", level: .refuse,
        why: "The server takes no duplicate_window longer than max_age (10052).",
        instead: "Name duplicate_window too, not longer than max_age.",
        reversible: true, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample(
                "an age below the window", .example(["max_age": 1_000_000_000]),
                .updateExample(["duplicate_window": 120_000_000_000]), expected: .refuse),
            RuleExample(
                "both", .example(["max_age": 1_000_000_000, "duplicate_window": 1_000_000_000]),
                .updateExample(["duplicate_window": 120_000_000_000]), expected: nil),
            RuleExample(
                "no age", .example(["max_age": nil]), .updateExample(["duplicate_window": 120_000_000_000, "max_age": 5_000]),
                expected: nil),
        ]
    ) { change, _ in
        guard let proposed = change.proposed?.json, let age = proposed["max_age"]?.int64, age > 0,
            let window = proposed["duplicate_window"]?.int64, window > age
        else { return [] }
        let effect = "max_age would be \(age) ns, duplicate_window is \(window) ns: the server would refuse it"
        return [Outcome(level: .refuse, effect: effect, field: "/fields/max_age")]
    }
}
