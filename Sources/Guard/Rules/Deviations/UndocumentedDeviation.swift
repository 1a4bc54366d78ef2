import JSON
import Model

extension Rule where C: Deviating {
    /// One finding for all the fields.
    fileprivate static func undocumentedDeviation(_ examples: [RuleExample<C>], level: Level = .danger) -> Rule {
        Rule(
            code: "NG-D001", name: "undocumented-deviation", level: level,
            why: "Defaults are what is tested at scale; a deviation nobody explained is a trap for the next operator.",
            instead: "Keep the default, or give a `reason` (a sentence, or {\"field\": \"why\"}).",
            reversible: true, source: "the operator's creed; nats-server 2.15.1, defaults observed",
            examples: examples
        ) { change, evidence in
            let all = change.deviations
            guard !all.isEmpty else { return [] }
            let inAsset = Set(change.resulting.map(AssetReasons.entries)?.map(\.field) ?? [])
            func hasReason(_ deviation: Deviation) -> Bool {
                inAsset.contains(deviation.field) || C.isNoChange && evidence.documented[deviation.field] != nil
                    || Reason.isUnderstandable(evidence.reasons.text(for: deviation.field))
            }
            let open = all.filter { !hasReason($0) }
            guard let worst = open.map(\.level).max() else {
                let words = all.map { said($0, C.fieldsKnown) }.joined(separator: "; ")
                return [
                    Outcome(level: .info, effect: "deviates from defaults, with a reason: \(words)", fields: all.map(\.field))
                ]
            }
            // What weighs most says what there is to do; the rest of it comes after.
            let sorted = open.enumerated().sorted { ($1.element.level, $0.offset) < ($0.element.level, $1.offset) }.map(\.element)
            let words = sorted.map { said($0, C.fieldsKnown) }.joined(separator: "; ")
            let urgent = sorted.filter { $0.level == worst }
            return [
                Outcome(
                    level: worst, effect: "deviates from defaults, and no reason is given: \(words)",
                    field: sorted.count == 1 ? "/config/\(sorted[0].field)" : nil, fields: urgent.map(\.field))
            ]
        }
    }

    private static func said(_ deviation: Deviation, _ known: [ConfigurationField]) -> String {
        let value =
            deviation.value?.object == nil && deviation.value?.array == nil
            ? shown(deviation.value, deviation.field, of: known) : "set"
        guard let usual = deviation.usual, usual.object == nil else {
            return "\(deviation.field) is \(quotedIfText(value, deviation))"
        }
        return
            "\(deviation.field) is \(quotedIfText(value, deviation)), not \(usual.string ?? shown(usual, deviation.field, of: known))"
    }

    /// Words the server knows stand as they are; free text is quoted.
    private static func quotedIfText(_ value: String, _ deviation: Deviation) -> String {
        guard let text = deviation.value?.string else { return value }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.:+".contains($0)) } ? text : quoted(text)
    }
}

extension Rule where C == StreamCreate {
    static let undocumentedDeviation = undocumentedDeviation([
        RuleExample("a stream in memory", .example(["storage": "memory", "num_replicas": 1]), .free, expected: .danger),
        RuleExample(
            "with the reason", .example(["storage": "memory", "num_replicas": 1]),
            .free.reasoned("a cache that is filled again from the orders"),
            expected: .info),
        RuleExample(
            "with the reason in it",
            .example([
                "storage": "memory", "num_replicas": 1, "metadata": ["guard.reason.storage": "a cache that is filled again"],
            ]), .free,
            expected: .info),
        RuleExample(
            "with a reason for something else", .example(["storage": "memory", "num_replicas": 1]),
            .free.reasoned(fields: ["max_age": "the law says seven years"]), expected: .danger),
        RuleExample(
            "with limits", .example(["max_age": 86_400_000_000_000, "max_msgs": 10, "num_replicas": 5]), .free, expected: nil),
        RuleExample("in memory on three servers", .example(["storage": "memory"]), .free, expected: .warn),
        RuleExample("two replicas", .example(["num_replicas": 2]), .free, expected: .danger),
        RuleExample("a work queue", .example(["retention": "workqueue"]), .free, expected: .info),
        RuleExample("a short window", .example(["duplicate_window": 1_000_000_000]), .free, expected: .danger),
        RuleExample(
            "a window as short as the age", .example(["max_age": 5_000_000_000, "duplicate_window": 5_000_000_000]), .free,
            expected: nil),
        RuleExample(
            "what a new stream may allow", .example(["allow_direct": true, "deny_delete": true, "compression": "s2"]), .free,
            expected: nil),
        RuleExample(
            "a bucket",
            StreamCreate(
                configuration: StreamConfiguration(
                    json: BucketConfiguration.keyValue("b", ["max_msgs_per_subject": 5, "max_age": 60_000_000_000]))),
            Evidence([.stream("KV_b"): .absent]), expected: nil),
        RuleExample(
            "a bucket in memory",
            StreamCreate(configuration: StreamConfiguration(json: BucketConfiguration.keyValue("b", ["storage": "memory"]))),
            Evidence([.stream("KV_b"): .absent]), expected: .warn),
    ])
}

extension Rule where C == StreamUpdate {
    static let undocumentedDeviation = undocumentedDeviation([
        RuleExample("no acknowledgements any more", .example(["no_ack": true]), .updateExample([:]), expected: .danger),
        RuleExample(
            "with the reason", .example(["no_ack": true]),
            .updateExample([:]).reasoned(fields: ["no_ack": "publishers of metrics wait for nothing"]), expected: .info),
        RuleExample(
            "what it deviates in already", .example(["max_msgs": 5]), .updateExample(["storage": "memory"]), expected: nil),
        RuleExample("back to the default", .example(["no_ack": nil]), .updateExample(["no_ack": true]), expected: nil),
        RuleExample("another limit", .example(["max_age": 86_400_000_000_000]), .updateExample([:]), expected: nil),
        RuleExample("direct gets from now on", .example(["allow_direct": true]), .updateExample([:]), expected: .info),
    ])
}

extension Rule where C == ConsumerCreate {
    static let undocumentedDeviation = undocumentedDeviation([
        RuleExample(
            "a durable that acknowledges nothing", .example(["ack_policy": "none"]), .consumerExample(nil), expected: .danger),
        RuleExample(
            "with the reason", .example(["ack_policy": "none"]),
            .consumerExample(nil).reasoned("samples of metrics, a lost one does no harm"), expected: .info),
        RuleExample("for new messages alone", .example(["deliver_policy": "new"]), .consumerExample(nil), expected: nil),
        RuleExample(
            "that gives up", .example(["max_deliver": 5, "backoff": [1_000_000_000], "ack_wait": 1_000_000_000]),
            .consumerExample(nil), expected: nil),
        RuleExample(
            "slowed down", .example(["deliver_subject": "d.c", "rate_limit_bps": 1000]), .consumerExample(nil), expected: .info),
        RuleExample("as usual", .example([:]), .consumerExample(nil), expected: nil),
    ])
}

extension Rule where C == ConsumerUpdate {
    static let undocumentedDeviation = undocumentedDeviation([
        RuleExample("without a limit", .example(["max_ack_pending": -1]), .consumerExample(), expected: .danger),
        RuleExample("with another", .example(["max_ack_pending": 500]), .consumerExample(), expected: nil),
        RuleExample("another description", .example(["description": "for billing"]), .consumerExample(), expected: nil),
    ])
}

extension Evidence {
    fileprivate static let free = Evidence([.stream("S"): .absent])

    func reasoned(_ text: String? = nil, fields: [String: String] = [:]) -> Evidence {
        var evidence = self
        evidence.reasons = Reasons(general: text, fields: fields)
        return evidence
    }
}

extension Deviating {
    /// Whether it is no change: then what was documented before counts.
    fileprivate static var isNoChange: Bool { !(Self.self is any Documentable.Type) }
}

extension Rule where C == StreamExisting {
    static let undocumentedDeviation = undocumentedDeviation(
        [
            RuleExample("in memory", .bare(["storage": "memory"]), .updateExample(["storage": "memory"]), expected: .warn),
            RuleExample(
                "with a reason in the journal", .bare(["storage": "memory"]), .updateExample([:]).documented("storage"),
                expected: .info),
            RuleExample("limited", .bare(["max_age": 86_400_000_000_000]), .updateExample([:]), expected: nil),
        ], level: .warn)
}

extension Rule where C == ConsumerExisting {
    static let undocumentedDeviation = undocumentedDeviation(
        [
            RuleExample("acknowledging nothing", .example(["ack_policy": "none"]), .consumerExample(), expected: .warn),
            RuleExample("as usual", .example([:]), .consumerExample(), expected: nil),
        ], level: .warn)
}

extension Evidence {
    fileprivate func documented(_ field: String) -> Evidence {
        var evidence = self
        evidence.documented[field] = DocumentedReason(text: "a cache that is filled again", place: .journal)
        return evidence
    }
}
