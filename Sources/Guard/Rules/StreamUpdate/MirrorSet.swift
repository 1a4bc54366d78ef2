import JSON
import Model

extension Rule where C == StreamUpdate {
    static let mirrorSet: Rule = Rule(
        code: "NG-S030", name: "mirror-set", level: .refuse,
        why: "The server makes no existing stream a mirror, nor the mirror of another one (10055, 10034).",
        instead: "Make a new stream with the mirror wanted.",
        reversible: true, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("a mirror of something", .example(["mirror": ["name": "O"]]), .updateExample([:]), expected: .refuse),
            RuleExample(
                "promotion, which another rule tells of", .example(["mirror": nil]), .updateExample(["mirror": ["name": "O"]]),
                expected: nil),
        ]
    ) { change, evidence in
        guard let mirror = change.change("mirror"), mirror.to != nil else { return [] }
        return [Outcome(level: .refuse, effect: "the server would refuse it", field: "/fields/mirror")]
    }
}
