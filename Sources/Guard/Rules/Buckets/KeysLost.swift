import JSON
import Model

extension Rule where C == StreamUpdate {
    static let keysLost: Rule = Rule(
        code: "NG-K003", name: "bucket-loses-values", level: .block,
        why: "A shorter history or ttl removes values at once, without a mark: watchers and caches keep what is gone.",
        instead: "Copy the bucket first (a new one with this as its source), or keep what it has.",
        reversible: false, source: "ADR-8; nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a shorter history", .bucket(["max_msgs_per_subject": 1]),
                .bucketExample(["max_msgs_per_subject": 5]).counting([.messagesBeyond(perSubject: 1, stream: "KV_b"): 6]),
                expected: .block),
            RuleExample(
                "a ttl", .bucket(["max_age": 60_000_000_000]),
                .bucketExample().counting([
                    .messagesOlder(stream: "KV_b", nanoseconds: 60_000_000_000, moment: "2026-01-31T12:00:00Z"): 3
                ]), expected: .block),
            RuleExample(
                "a ttl nothing has reached", .bucket(["max_age": 60_000_000_000]),
                .bucketExample().counting([
                    .messagesOlder(stream: "KV_b", nanoseconds: 60_000_000_000, moment: "2026-01-31T12:00:00Z"): 0
                ]), expected: .warn),
            RuleExample("nobody could count", .bucket(["max_age": 60_000_000_000]), .bucketExample(), expected: .block),
            RuleExample("a longer history", .bucket(["max_msgs_per_subject": 9]), .bucketExample(), expected: nil),
            RuleExample("a stream", .example(["max_age": 60_000_000_000]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        guard let bucket = KeyValueNames.bucket(ofStream: change.stream), let info = evidence.stream(change.stream) else {
            return []
        }
        func outcome(_ level: Level, _ effect: String, _ field: String) -> Outcome {
            Outcome(level: level, effect: effect, field: "/fields/\(field)")
        }
        var outcomes: [Outcome] = []
        if let loss = StreamLoss.perSubject(change, info, evidence), let history = change.lowered("max_msgs_per_subject") {
            let what = "of \(info.state.messages.grouped) values in \(quoted(bucket)), all but the newest \(history) of each key"
            switch loss.loss {
            case .none: break
            case .messages(let count): outcomes.append(outcome(.block, "removes \(count.words) \(what)", loss.field))
            case .unknown(let why): outcomes.append(outcome(.block, "removes an unknown number \(what): \(why)", loss.field))
            }
        }
        if let loss = StreamLoss.age(change, info, evidence), let age = change.lowered("max_age") {
            let time = duration(nanoseconds: age)
            switch loss.loss {
            case .none:
                outcomes.append(outcome(.warn, "from now on keys not written for \(time) are gone", loss.field))
            case .messages(let count):
                let what = "of \(info.state.messages.grouped) values in \(quoted(bucket)) that are older than \(time)"
                outcomes.append(outcome(.block, "removes \(count.words) \(what), keys with them", loss.field))
            case .unknown(let why):
                outcomes.append(outcome(.block, "removes an unknown number of values older than \(time): \(why)", loss.field))
            }
        }
        return outcomes
    }
}

extension Evidence {
    fileprivate func counting(_ counts: [Question: UInt64]) -> Evidence {
        var evidence = self
        for (question, count) in counts { evidence[question] = .count(.exactly(count)) }
        return evidence
    }
}
