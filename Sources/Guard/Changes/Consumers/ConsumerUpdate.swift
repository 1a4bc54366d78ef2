public import JSON
public import Model

/// Changes the configuration of a consumer (`CONSUMER.CREATE`, action `update`).
public struct ConsumerUpdate: ConsumerConfiguring, InterestReleasing {
    public static let kind = "consumer.update"
    public static let rules = Rule<ConsumerUpdate>.joined(
        [.consumerUpdateUnseen, .consumerUnchanged, .consumerFieldFixed, .consumerSubjectBound],
        [.consumerContradicts, .consumerUnfitForWorkQueue, .consumerBeyondStream],
        [.filterLetsGo, .filterLeavesOrphans, .filterForNewOnly, .inFlightGivenUp, .inFlightRedelivered, .inFlightMoved],
        [.limitHidesStuckWorker, .payloadsWithheld, .consumerRescaledUnhealthy],
        Rule<ConsumerUpdate>.ofConsumerConfigurations,
        Rule<ConsumerUpdate>.ofReasons)

    public let stream: String
    public let consumer: String
    /// The fields to change; null where the default is wanted. What else is configured stays.
    public let wanted: JSONObject
    public var reserved: [String] = []
    public var noting: Noting?
    /// As it was reviewed.
    public private(set) var present: ConsumerConfiguration?
    /// A consumer made anew has another.
    public private(set) var created: String?
    public private(set) var reviewedTo: UInt64?

    public init(stream: String, consumer: String, wanted: JSONObject) {
        self.stream = stream
        self.consumer = consumer
        self.wanted = wanted
    }

    /// The whole configuration, as an update replaces all of it.
    public var proposed: ConsumerConfiguration {
        let merged = Self.merged(present?.own ?? [:], wanted)
        guard let present else { return ConsumerConfiguration(json: merged) }
        let changes = ConfigurationComparison.changes(from: present.own, to: merged, defaults: ConsumerDefaults.values)
        return ConsumerConfiguration(
            json: AssetReasons.carried(
                from: present.own, into: merged, given: wanted["metadata"]?.object,
                reasons: noting?.texts(for: Self.reasoned(changes)) ?? [:], defaults: ConsumerDefaults.values))
    }

    public var changes: [ConfigurationChange] {
        guard let present else { return [] }
        return ConfigurationComparison.changes(from: present.own, to: proposed.json, defaults: ConsumerDefaults.values)
    }

    var altered: Set<String>? { Set(changes.map(\.field)) }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream), "consumer": .string(consumer)]
        if let reasons = noting?.reasons.json { object.append("reason_in_asset", reasons) }
        guard present != nil else {
            object.append("config", .object(wanted))
            return object
        }
        object.append("changes", .array(changes.map { .object($0.json) }))
        if let reviewedTo { object.append("reviewed_to", JSONValue(reviewedTo)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard let info = info(evidence), evidence.stream(stream) != nil else {
            if evidence[question] != nil, evidence[.stream(stream)] != nil { return [] }
            // What consumers have yet to read is asked before the stream's end: what comes in between looks like more to lose.
            return wanted.keys.contains(where: Self.filters.contains)
                ? [question, .consumers(stream: stream), .stream(stream)] : [question, .stream(stream)]
        }
        return seen(info).configuringQuestions(given: evidence) + releaseQuestions(given: evidence)
    }

    private static let filters: Set<String> = ["filter_subject", "filter_subjects"]

    private func seen(_ info: ConsumerInfo) -> ConsumerUpdate {
        var update = self
        update.present = info.configuration
        update.created = info.created
        return update
    }

    public func narrowed(by evidence: Evidence) -> ConsumerUpdate {
        guard let info = info(evidence) else { return self }
        var update = seen(info)
        if update.letsGo(evidence) { update.reviewedTo = reviewedTo ?? evidence.stream(stream)?.state.lastSequence }
        return update
    }

    public func bound(to request: JSONObject) -> ConsumerUpdate {
        var update = self
        update.reviewedTo = request["reviewed_to"]?.uint64
        return update
    }

    public func loss(given evidence: Evidence) -> Loss { releaseLoss(given: evidence) }

    /// With other filters the consumer goes on wanting what they take: what it was given, and what comes.
    func release(_ evidence: Evidence) -> InterestRelease? {
        guard letsGo(evidence), let info = info(evidence) else { return nil }
        let after = seen(info).proposed
        return InterestRelease(self, evidence, afterwards: Interest(info, filters: after.filters))
    }

    /// Whether messages of an interest stream may lose the last one that wants them.
    private func letsGo(_ evidence: Evidence) -> Bool {
        guard let info = info(evidence), let stream = stream(evidence), stream.configuration.retention == .interest else {
            return false
        }
        return Self.isNarrower(seen(info).proposed, than: info.configuration, of: stream.configuration)
    }

    /// Whether filters leave out something that others take.
    static func isNarrower(
        _ new: ConsumerConfiguration, than old: ConsumerConfiguration, of stream: StreamConfiguration
    ) -> Bool {
        guard !new.filters.isEmpty else { return false }
        let taken = old.filters.isEmpty ? (stream.subjects.isEmpty ? [">"] : stream.subjects) : old.filters
        return !taken.allSatisfy { subject in new.filters.contains { SubjectPattern.covers($0, subject) } }
    }

    /// One configuration on top of another; fields that exclude each other give way.
    static func merged(_ old: JSONObject, _ wanted: JSONObject) -> JSONObject {
        var merged = old
        for member in wanted.members {
            // What can't be changed keeps its value where that is the default.
            if member.value.isNull, merged[member.key] == ConsumerDefaults.values[member.key] { continue }
            merged[member.key] = member.value.isNull ? nil : member.value
        }
        let one = wanted["filter_subject"].map { !$0.isNull } ?? false
        let several = wanted["filter_subjects"].map { !$0.isNull } ?? false
        if one, !several { merged["filter_subjects"] = nil }
        if several, !one { merged["filter_subject"] = nil }
        if wanted["priority_policy"].map({ $0.isNull || $0 == "none" }) ?? false, wanted["priority_groups"] == nil {
            for field in ["priority_policy", "priority_groups", "priority_timeout"] { merged[field] = nil }
        }
        // Servers take the first as the time to wait.
        if let first = merged["backoff"]?.array?.first { merged["ack_wait"] = first }
        if var metadata = merged["metadata"]?.object {
            for key in metadata.keys where key.hasPrefix("_nats.") { metadata[key] = nil }
            merged["metadata"] = .object(metadata)
        }
        return merged
    }

    static func example(_ configuration: JSONObject) -> ConsumerUpdate {
        ConsumerUpdate(stream: "S", consumer: "c", wanted: configuration)
    }
}
