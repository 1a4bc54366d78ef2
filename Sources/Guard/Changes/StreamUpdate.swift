public import JSON
public import Model

/// Changes fields of a stream's configuration (`$JS.API.STREAM.UPDATE`).
///
/// An update replaces the whole configuration. So what is sent is all of what the stream has now with the wanted fields put in:
/// what nobody named stays, also what this program does not know.
public struct StreamUpdate: StreamAsset {
    public static let kind = "stream.update"
    public static let rules = Rule<StreamUpdate>.joined(
        ofUpdates,
        Rule<StreamUpdate>.ofStreamConfigurations,
        Rule<StreamUpdate>.ofStreamChanges,
        Rule<StreamUpdate>.ofReasons)

    private static let ofUpdates: [Rule<StreamUpdate>] = [
        .updateUnseen, .updateChangesNothing, .resetByOmission, .maxMessagesDeletes, .maxBytesDeletes, .maxAgeDeletes,
        .perSubjectDeletes,
        .interestDeletes, .workQueueSwitched, .immutableField, .oneWayUndone, .streamSealed, .streamDenied, .subjectRemoved,
        .mirrorPromoted,
        .mirrorSet, .windowLongerThanAge, .effectNotComputed,
        .bucketContractBroken, .objectsLoseChunks, .bucketNearlyFull, .objectBucketSealed, .keysLost,
        .limitAhead, .publishersRefused, .evictionBegins, .replicasLowered, .scaledAndMoved, .replicasRaised, .streamMoved,
        .streamChangedUnhealthy, .sourcesChanged, .windowShortened, .messageSizeLowered, .subjectsRewritten, .directReadsOff,
        .waysOfPublishingOff, .turnedOnForGood, .consumersBelowLimit, .consumersAboveLimit,
    ]

    public let stream: String
    /// The fields wanted, in the server's words; null: the server's default.
    public let fields: JSONObject
    /// The moment ages are reckoned from, RFC 3339.
    public private(set) var moment: String
    /// The last sequence there was when this was reviewed: what came later is not counted as lost.
    public private(set) var last: UInt64?
    /// The configuration this was reviewed against; nil before.
    public private(set) var current: StreamConfiguration?
    public var noting: Noting?
    /// Fields that a whole declaration left out, so that they would fall back to their defaults unasked.
    public var omitted: Set<String> = []

    public init(stream: String, fields: JSONObject, moment: String) {
        self.stream = stream
        self.fields = fields
        self.moment = moment
    }

    public var json: JSONObject {
        var object: JSONObject = ["stream": .string(stream), "fields": .object(fields)]
        if let reasons = noting?.reasons.json { object.append("reason_in_asset", reasons) }
        guard current != nil else { return object }
        object.append("changes", .array(changes.map { .object($0.json) }))
        object.append("as_of", .string(moment))
        if let last { object.append("last_sequence", JSONValue(last)) }
        return object
    }

    /// The whole configuration as it is to be sent; nil before the current one is known.
    public var proposed: StreamConfiguration? {
        guard let current else { return nil }
        let replaced = current.replacing(fields)
        let changes = ConfigurationComparison.changes(from: current.json, to: replaced.json, defaults: StreamDefaults.values)
        return StreamConfiguration(
            json: AssetReasons.carried(
                from: current.json, into: replaced.json, given: fields["metadata"]?.object,
                reasons: noting?.texts(for: Self.reasoned(changes)) ?? [:], defaults: StreamDefaults.values))
    }

    /// What differs from the current configuration, as the server means it.
    public var changes: [ConfigurationChange] {
        guard let current, let proposed else { return [] }
        return ConfigurationComparison.changes(from: current.json, to: proposed.json, defaults: StreamDefaults.values)
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard let answer = evidence[.stream(stream)] else { return [.stream(stream), .consumers(stream: stream)] }
        guard case .stream = answer else { return [] }
        let seen = narrowed(by: evidence)
        return [seen.ageQuestion, seen.perSubjectQuestion].compactMap(\.self) + seen.surroundings(evidence)
    }

    public func narrowed(by evidence: Evidence) -> StreamUpdate {
        guard let info = evidence.stream(stream) else { return self }
        var update = self
        update.current = info.configuration
        update.last = last ?? info.state.lastSequence
        return update
    }

    public func bound(to request: JSONObject) -> StreamUpdate {
        var update = self
        update.last = request["last_sequence"]?.uint64 ?? last
        update.moment = request["as_of"]?.string ?? moment
        return update
    }

    public func loss(given evidence: Evidence) -> Loss {
        guard let info = evidence.stream(stream) else { return .unknown("the stream could not be read") }
        let losses = StreamLoss.all(of: self, info, evidence).map(\.loss)
        let most = info.state.messages(through: last)
        var sum: UInt64 = 0
        var exact = losses.count { $0 != .none } <= 1
        for loss in losses {
            switch loss {
            case .none: break
            case .unknown: return loss
            case .messages(let count):
                if case .atMost = count { exact = false }
                sum = min(most, sum &+ min(most, count.limit))
            }
        }
        if sum == 0 { return .none }
        return .messages(exact ? .exactly(sum) : .atMost(sum))
    }
}

extension StreamUpdate {
    func change(_ field: String) -> ConfigurationChange? { changes.first { $0.field == field } }

    /// A limit that becomes lower: the new one, in the server's unit. No limit is the highest.
    func lowered(_ field: String) -> Int64? {
        guard let change = change(field), let to = Self.limit(change.to) else { return nil }
        guard let from = Self.limit(change.from) else { return to }
        return to < from ? to : nil
    }

    /// From now on what is above its limit goes, where publishers were refused before.
    var switchesToOld: Bool { change("discard")?.from == "new" }

    /// A limit that deletes what is above it as soon as the update is made: a lower one, or one that only refused before.
    func binding(_ field: String) -> Int64? {
        if let limit = lowered(field) { return limit }
        return switchesToOld ? Self.limit(proposed?.json[field]) : nil
    }

    private static func limit(_ value: JSONValue?) -> Int64? {
        guard let number = value?.int64, number > 0 else { return nil }
        return number
    }

    var ageQuestion: Question? {
        lowered("max_age").map { .messagesOlder(stream: stream, nanoseconds: $0, moment: moment) }
    }

    var perSubjectQuestion: Question? {
        lowered("max_msgs_per_subject").map { .messagesBeyond(perSubject: $0, stream: stream) }
    }
}

extension StreamConfiguration {
    /// This configuration with fields put in; null takes one out, so that the server's default holds. Without what servers add by
    /// themselves (`metadata._nats.*`).
    public func replacing(_ fields: JSONObject) -> StreamConfiguration {
        var json = json
        for member in fields.members { json[member.key] = member.value.isNull ? nil : member.value }
        if var metadata = json["metadata"]?.object {
            for key in metadata.keys where key.hasPrefix("_nats.") { metadata[key] = nil }
            json["metadata"] = metadata.isEmpty ? nil : .object(metadata)
        }
        return StreamConfiguration(json: json)
    }
}
