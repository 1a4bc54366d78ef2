import JSON
import Model

extension Rule where C == StreamPurge {
    static let purgeBeyondEnd: Rule = Rule(
        code: "NG-X011", name: "purge-beyond-end", level: .refuse,
        why: "A sequence beyond the end makes the stream's numbering jump there; 2^64-1 even wraps it to 0.",
        instead: "Leave the sequence out to purge everything there is.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a billion in a stream of ten", StreamPurge(stream: "S", below: 1_000_000_000),
                .purgeExample(messages: 10, last: 10, counts: [1_000_000_000: .exactly(10)]), expected: .refuse),
            RuleExample(
                "the last sequence and one", StreamPurge(stream: "S", below: 11),
                .purgeExample(messages: 10, last: 10, counts: [11: .exactly(10)]), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream), let below = change.below,
            below > info.state.lastSequence &+ 1
        else { return [] }
        let effect = "sequence \(below) is beyond the stream's last, \(info.state.lastSequence)"
        return [Outcome(level: .refuse, effect: effect, field: "/seq")]
    }
}
