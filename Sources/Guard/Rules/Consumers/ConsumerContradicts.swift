import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var consumerContradicts: Rule {
        Rule(
            code: "NG-C020", name: "consumer-contradicts-itself", level: .refuse,
            why: "The server refuses these fields together.", instead: "What the effect names.",
            reversible: true, source: "nats-server 2.15.1, observed (10079 to 10218)",
            examples: [
                RuleExample(
                    "both kinds of filter", .example(["filter_subject": "s.a", "filter_subjects": ["s.b"]]),
                    .consumerExample(C.absent), expected: .refuse),
                RuleExample(
                    "filters that overlap", .example(["filter_subjects": ["s.a", "s.*"]]), .consumerExample(C.absent),
                    expected: .refuse),
                RuleExample(
                    "a backoff longer than deliveries", .example(["max_deliver": 1, "backoff": [1_000_000_000, 2_000_000_000]]),
                    .consumerExample(C.absent), expected: .refuse),
                RuleExample(
                    "a wildcard to deliver to", .example(["deliver_subject": "work.*"]), .consumerExample(C.absent),
                    expected: .refuse),
                RuleExample(
                    "a group without a policy", .example(["priority_groups": ["g"]]), .consumerExample(C.absent),
                    expected: .refuse),
                RuleExample(
                    "a rate for pulls", .example(["rate_limit_bps": 1000]), .consumerExample(C.absent), expected: .refuse),
                RuleExample(
                    "filters apart", .example(["filter_subjects": ["s.a", "s.b.>"]]), .consumerExample(C.absent), expected: nil),
                RuleExample(
                    "a group with its policy", .example(["priority_groups": ["g"], "priority_policy": "overflow"]),
                    .consumerExample(C.absent), expected: nil),
            ]
        ) { change, _ in
            let new = change.proposed
            return (startFaults(new) + deliveryFaults(new) + filterFaults(new) + groupFaults(new) + otherFaults(new))
                .filter { fault in change.altered?.contains(fault.field) ?? true || change.altered?.contains(fault.other) ?? true
                }
                .map { Outcome(level: .refuse, effect: $0.words, field: "/config/" + $0.field) }
        }
    }
}

/// Two fields that do not go together, and what to do.
private struct Fault {
    let field: String
    let other: String
    let words: String

    init?(_ isSo: Bool, _ field: String, _ other: String, _ words: String) {
        guard isSo else { return nil }
        self.field = field
        self.other = other
        self.words = words
    }
}

private func startFaults(_ new: ConsumerConfiguration) -> [Fault] {
    let policy = new.deliverPolicy
    let sequence = (new.json["opt_start_seq"]?.uint64 ?? 0) > 0
    let time = new.json["opt_start_time"]?.string != nil
    return [
        Fault(
            sequence != (policy == "by_start_sequence"), "opt_start_seq", "deliver_policy",
            "opt_start_seq and deliver_policy by_start_sequence go together"),
        Fault(
            time != (policy == "by_start_time"), "opt_start_time", "deliver_policy",
            "opt_start_time and deliver_policy by_start_time go together"),
        Fault(
            policy == "last_per_subject" && new.filters.isEmpty, "filter_subject", "deliver_policy",
            "deliver_policy last_per_subject needs a filter: filter_subject > takes all"),
    ].compactMap(\.self)
}

private func deliveryFaults(_ new: ConsumerConfiguration) -> [Fault] {
    let heartbeat = new.json["idle_heartbeat"]?.int64 ?? 0
    let flow = new.json["flow_control"]?.bool ?? false
    func pushOnly(_ field: String, _ isSet: Bool) -> Fault? {
        Fault(isSet && !new.isPush, field, "deliver_subject", "\(field) is for push consumers (deliver_subject)")
    }
    return [
        pushOnly("idle_heartbeat", heartbeat > 0), pushOnly("flow_control", flow),
        pushOnly("rate_limit_bps", (new.json["rate_limit_bps"]?.uint64 ?? 0) > 0),
        pushOnly("ack_policy", new.acknowledgement == "flow_control"),
        Fault(
            flow && new.isPush && heartbeat == 0, "flow_control", "idle_heartbeat",
            "flow_control needs idle_heartbeat, 5s for one"),
        Fault(
            heartbeat > 0 && heartbeat < 100_000_000, "idle_heartbeat", "idle_heartbeat", "idle_heartbeat must be 100ms at least"),
        Fault(
            new.isPush && (new.json["max_waiting"]?.int64 ?? 0) > 0, "max_waiting", "deliver_subject",
            "max_waiting is for pull consumers (no deliver_subject)"),
        Fault(
            (new.deliverSubject ?? "").split(separator: ".").contains { $0 == "*" || $0 == ">" }, "deliver_subject",
            "deliver_subject", "deliver_subject must have no wildcards"),
    ].compactMap(\.self)
}

private func filterFaults(_ new: ConsumerConfiguration) -> [Fault] {
    let several = new.json["filter_subjects"]?.array?.compactMap(\.string) ?? []
    let one = new.json["filter_subject"]?.string ?? ""
    // Comparing each with each of thousands would take long; the server does it anyway.
    let overlapping =
        several.count > 500
        ? nil
        : several.indices.lazy.compactMap { index in
            several[..<index].first { SubjectPattern.overlap($0, several[index]) }.map { ($0, several[index]) }
        }.first
    return [
        Fault(
            !one.isEmpty && !several.isEmpty, "filter_subjects", "filter_subject",
            "filter_subject and filter_subjects exclude each other"),
        Fault(several.contains(""), "filter_subjects", "filter_subjects", "a filter must not be empty"),
        Fault(
            overlapping != nil, "filter_subjects", "filter_subjects",
            overlapping.map { "\(quoted($0.0)) and \(quoted($0.1)) overlap: keep the wider one" } ?? ""),
    ].compactMap(\.self)
}

private func groupFaults(_ new: ConsumerConfiguration) -> [Fault] {
    let groups = new.priorityGroups
    let isOn = new.priorityPolicy != "none"
    return [
        Fault(isOn && groups.isEmpty, "priority_groups", "priority_policy", "priority_policy needs priority_groups"),
        Fault(
            !isOn && !groups.isEmpty, "priority_policy", "priority_groups",
            "priority_groups need a priority_policy: overflow, pinned_client or prioritized"),
        Fault(isOn && new.isPush, "priority_policy", "deliver_subject", "priority groups are for pull consumers"),
        Fault(
            groups.contains { $0.isEmpty || $0.utf8.count > 16 || !$0.utf8.allSatisfy(isGroupCharacter) }, "priority_groups",
            "priority_groups", "a priority group's name has 1 to 16 of A-Z a-z 0-9 - _ / = ) +"),
    ].compactMap(\.self)
}

private func isGroupCharacter(_ byte: UInt8) -> Bool {
    let character = Character(UnicodeScalar(byte))
    return character.isASCII && (character.isLetter || character.isNumber || "-_/=)+".contains(character))
}

private func otherFaults(_ new: ConsumerConfiguration) -> [Fault] {
    let deliveries = new.deliveryLimit
    let sample = new.json["sample_freq"]?.string ?? ""
    return [
        Fault(
            deliveries.map { $0 < UInt64(new.backoff.count) } ?? false, "backoff", "max_deliver",
            "backoff has \(new.backoff.count) times, max_deliver allows \(deliveries ?? 0) deliveries"),
        Fault((new.json["ack_wait"]?.int64 ?? 0) < 0, "ack_wait", "ack_wait", "ack_wait must be positive"),
        Fault(
            new.isPush && new.acknowledgesNothing && (new.json["max_ack_pending"]?.int64 ?? 0) > 0, "max_ack_pending",
            "ack_policy",
            "max_ack_pending of a push consumer needs acknowledgements: ack_policy explicit"),
        Fault(
            !sample.isEmpty && Int(sample.hasSuffix("%") ? String(sample.dropLast()) : sample) == nil, "sample_freq",
            "sample_freq",
            "sample_freq is a percentage of acknowledgements, 0 to 100"),
        Fault(
            (new.json["description"]?.string ?? "").utf8.count > 4096, "description", "description",
            "description must have 4096 bytes at most"),
    ].compactMap(\.self)
}
