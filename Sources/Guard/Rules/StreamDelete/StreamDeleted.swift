import JSON
import Model

extension Rule where C == StreamDelete {
    static let streamDeleted: Rule = Rule(
        code: "NG-X001", name: "stream-deleted", level: .block,
        why:
            "A deleted stream is gone with its messages, its consumers and their positions; deny_delete, deny_purge and sealed don't stop it.",
        instead: "Back the stream up first (account_backup); to stop it from growing take its subjects away or set limits.",
        reversible: false, source: "nats-server 2.15.1, STREAM.DELETE observed",
        examples: [
            RuleExample("a stream with messages", StreamDelete(stream: "S"), .updateExample([:]), expected: .block),
            RuleExample(
                "an empty one, which may be used all the same", StreamDelete(stream: "S"), .updateExample([:], messages: 0),
                expected: .block),
            RuleExample("nothing there", StreamDelete(stream: "S"), Evidence([.stream("S"): .absent]), expected: nil),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream) else { return [] }
        let isBucket = [KeyValueNames.bucket, ObjectNames.bucket].contains { $0(change.stream) != nil }
        let what = isBucket ? "bucket" : "stream"
        var effect = "deletes the \(what) with \(info.state.messages.grouped) messages (\(bytes(info.state.bytes)))"
        if let oldest = info.state.firstTime { effect += ", the oldest of \(oldest)" }
        return [Outcome(level: .block, effect: effect + change.unread(evidence), field: "/stream")]
    }
}
