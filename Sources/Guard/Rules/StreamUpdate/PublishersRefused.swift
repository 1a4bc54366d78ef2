import JSON
import Model

extension Rule where C == StreamUpdate {
    static let publishersRefused: Rule = Rule(
        code: "NG-S007", name: "publishers-refused", level: .danger,
        why: "With discard new a full stream refuses every publish (10077) until something is gone.",
        instead: "A limit above what there is, or make room first.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "lowered to what there is", .example(["max_msgs": 10]), .updateExample(["discard": "new"]), expected: .danger),
            RuleExample(
                "discard new on a full stream", .example(["discard": "new"]), .updateExample(["max_bytes": 1000]),
                expected: .danger),
            RuleExample(
                "refused by subject", .example(["discard_new_per_subject": true]),
                .updateExample(["discard": "new", "max_msgs_per_subject": 1]), expected: .warn),
            RuleExample("with room", .example(["max_msgs": 50]), .updateExample(["discard": "new"]), expected: nil),
            RuleExample("discard new with room", .example(["discard": "new"]), .updateExample(["max_msgs": 50]), expected: nil),
            RuleExample("discard old", .example(["max_msgs": 10]), .updateExample([:]), expected: nil),
            RuleExample(
                "raised to its remedy", .example(["max_msgs": 50]), .updateExample(["discard": "new", "max_msgs": 10]),
                expected: nil),
        ]
    ) { change, evidence in
        guard let new = change.proposed, new.discard == "new", let state = evidence.stream(change.stream)?.state else {
            return []
        }
        let isSwitched = change.change("discard") != nil
        func outcome(_ field: String, _ held: UInt64, _ words: (UInt64) -> String) -> Outcome? {
            guard isSwitched || change.lowered(field) != nil, let limit = new.json[field]?.int64, limit > 0, held >= UInt64(limit)
            else { return nil }
            let effect = "it holds \(words(held)) of \(words(UInt64(limit))): publishers are refused from now on"
            return Outcome(level: .danger, effect: effect, field: "/fields/\(isSwitched ? "discard" : field)")
        }
        var outcomes = [
            outcome("max_msgs", state.messages) { "\($0.grouped) messages" }, outcome("max_bytes", state.bytes) { bytes($0) },
        ].compactMap(\.self)
        if change.change("discard_new_per_subject")?.to == true {
            outcomes.append(
                Outcome(
                    level: .warn,
                    effect: "publishes to subjects that have \(new.messagesPerSubject) messages are refused from now on",
                    field: "/fields/discard_new_per_subject"))
        }
        return outcomes
    }

    static let evictionBegins: Rule = Rule(
        code: "NG-S053", name: "eviction-begins", level: .block,
        why: "With discard old a full stream lets go of the oldest for each new message, and of all above its limit at once.",
        instead: "Raise the limit instead, so that publishers are taken again and nothing goes.",
        reversible: false, source: "nats-server 2.15.1, observed: 3 of 2 messages became 2",
        examples: [
            RuleExample(
                "more than the limit is there", .example(["discard": "old"]), .updateExample(["discard": "new", "max_msgs": 4]),
                expected: .block),
            RuleExample(
                "full", .example(["discard": "old"]), .updateExample(["discard": "new", "max_bytes": 1000]), expected: .danger),
            RuleExample(
                "full by subject", .example(["discard_new_per_subject": false]),
                .updateExample(["discard": "new", "discard_new_per_subject": true, "max_msgs_per_subject": 1]), expected: .danger),
            RuleExample(
                "with room", .example(["discard": "old"]), .updateExample(["discard": "new", "max_msgs": 50]), expected: nil),
            RuleExample("no limit", .example(["discard": "old"]), .updateExample(["discard": "new"]), expected: nil),
        ]
    ) { change, evidence in
        guard let new = change.proposed, let info = evidence.stream(change.stream) else { return [] }
        var outcomes: [Outcome] = []
        if change.change("discard_new_per_subject")?.from == true, new.messagesPerSubject > 0 {
            outcomes.append(
                Outcome(
                    level: .danger, effect: "full subjects let go of their oldest message for each new one",
                    field: "/fields/discard_new_per_subject"))
        }
        guard change.switchesToOld else { return outcomes }
        for loss in [StreamLoss.messages(change, info, evidence), StreamLoss.size(change, info, evidence)].compactMap(\.self) {
            if case .none = loss.loss {
                guard let limit = new.json[loss.field]?.uint64, limit > 0 else { continue }
                let held = loss.field == "max_msgs" ? info.state.messages : info.state.bytes
                guard held >= limit else { continue }
                outcomes.append(
                    Outcome(
                        level: .danger, effect: "it is full: the oldest of \(info.state.messages.grouped) messages go one by one",
                        field: "/fields/discard"))
            } else if change.lowered(loss.field) == nil {
                outcomes.append(Outcome(level: .block, effect: loss.words + change.unread(evidence), field: "/fields/discard"))
            }
        }
        return outcomes
    }
}
