import JSON
import Model

extension Rule where C == StreamUpdate {
    static let streamSealed: Rule = Rule(
        code: "NG-S018", name: "stream-sealed", level: .block,
        why:
            "Sealing can't be undone: nothing can be published, deleted or purged any more, ages no longer count, and readers are all it has left.",
        instead: "Set deny_delete and deny_purge, or take publishers' permission away.",
        reversible: false, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("sealing", .example(["sealed": true]), .updateExample([:]), expected: .block),
            RuleExample("what is sealed already", .example(["sealed": true]), .updateExample(["sealed": true]), expected: nil),
        ]
    ) { change, evidence in
        guard ObjectNames.bucket(ofStream: change.stream) == nil, change.change("sealed")?.to == true,
            let info = evidence.stream(change.stream)
        else { return [] }
        let effect =
            "seals the stream for good, with \(info.state.messages.grouped) messages in it: every publish is refused from now on"
        return [Outcome(level: .block, effect: effect, field: "/fields/sealed")]
    }
}
