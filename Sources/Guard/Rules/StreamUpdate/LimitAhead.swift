import JSON
import Model

extension Rule where C == StreamUpdate {
    static let limitAhead: Rule = Rule(
        code: "NG-S006", name: "limit-deletes-later", level: .warn,
        why: "Nothing goes now, but from this limit on each new message lets go of the oldest, read or not.",
        instead: "Be sure that the slowest reader is faster than that; raise the limit before it is reached.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("a first limit above what there is", .example(["max_msgs": 50]), .updateExample([:]), expected: .warn),
            RuleExample("a lower one", .example(["max_bytes": 5000]), .updateExample(["max_bytes": 9000]), expected: .warn),
            RuleExample(
                "an age nothing has reached", .example(["max_age": 86_400_000_000_000]),
                .updateExample(
                    [:],
                    [
                        .messagesOlder(stream: "S", nanoseconds: 86_400_000_000_000, moment: "2026-01-31T12:00:00Z"): .count(
                            .exactly(0))
                    ]), expected: .warn),
            RuleExample("what deletes now is another rule's", .example(["max_msgs": 5]), .updateExample([:]), expected: nil),
            RuleExample("full, it refuses", .example(["max_msgs": 50]), .updateExample(["discard": "new"]), expected: nil),
            RuleExample("raised", .example(["max_msgs": 50]), .updateExample(["max_msgs": 20]), expected: nil),
            RuleExample("a bucket's size", .bucket(["max_bytes": 5000]), .bucketExample(), expected: nil),
        ]
    ) { change, evidence in
        guard !change.isOfBucket, let info = evidence.stream(change.stream) else { return [] }
        return StreamLoss.all(of: change, info, evidence).compactMap { loss in
            guard case .none = loss.loss, let limit = change.lowered(loss.field) else { return nil }
            let when = Growth.words(loss.field, limit, info.state)
            let shownLimit = shown(.integer(limit), loss.field)
            return Outcome(
                level: .warn, effect: "deletes the oldest from \(loss.field) \(shownLimit) on\(when)",
                field: "/fields/\(loss.field)")
        }
    }
}

/// How a stream has grown so far.
enum Growth {
    /// When a limit is reached if it goes on so; nothing where that can't be told.
    static func words(_ field: String, _ limit: Int64, _ state: StreamState) -> String {
        let held =
            switch field {
            case "max_msgs": state.messages
            case "max_bytes": state.bytes
            default: UInt64(0)
            }
        guard held > 0 else { return "" }
        let now = field == "max_bytes" ? bytes(held) : held.grouped
        guard let first = state.firstTime.flatMap(Moment.seconds), let last = state.lastTime.flatMap(Moment.seconds),
            last - first >= 60, UInt64(limit) > held
        else { return ", now \(now)" }
        let left = Double(UInt64(limit) - held) / (Double(held) / Double(last - first))
        guard left < 86_400 * 3650 else { return ", now \(now)" }
        let unit: (String, Double) = left < 7200 ? ("minutes", 60) : left < 172_800 ? ("hours", 3600) : ("days", 86_400)
        return ", now \(now): in about \(Int(left / unit.1)) \(unit.0) at its rate so far"
    }
}
