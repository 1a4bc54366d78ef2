import JSON
import Model

extension Rule where C == StreamUpdate {
    static let mirrorPromoted: Rule = Rule(
        code: "NG-S029", name: "mirror-promoted", level: .block,
        why: "A mirror that becomes a stream of its own stops copying and can never be a mirror of anything again.",
        instead: "Follow a written plan: stop the publishers of the origin, wait until the lag is 0, then promote.",
        reversible: false, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample(
                "the mirror taken out", .example(["mirror": nil]), .updateExample(["mirror": ["name": "O"]]), expected: .block),
            RuleExample("a stream that is no mirror", .example(["description": "x"]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        guard let origin = change.current?.mirror, change.proposed?.mirror == nil else { return [] }
        let lag = evidence.stream(change.stream)?.mirrorState?["lag"]?.uint64
        let words = lag.map { ", \($0.grouped) messages behind" } ?? ""
        return [Outcome(level: .block, effect: "stops mirroring \(quoted(origin))\(words)", field: "/fields/mirror")]
    }
}
