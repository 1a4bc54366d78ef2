public import JSON
public import Model

/// Removes what a bucket keeps of deleted keys (ADR-8, "purge deletes"): revisions from before the deletion, and the mark too
/// where that is old. A key that lives is never touched, also where it comes to life meanwhile.
public struct KeyCompact: Change {
    public static let kind = "kv.compact"
    public static let rules: [Rule<KeyCompact>] = [.compactUnseen, .compactRefusedByBucket, .deletedKeysForgotten]

    public let bucket: String
    /// Keys, wildcards allowed; none means all.
    public let filters: [String]
    /// How old a mark must be to go, in nanoseconds.
    public let age: Int64
    /// Of how many keys at most.
    public let limit: Int
    /// The moment ages are reckoned from, RFC 3339.
    public private(set) var moment: String
    /// The last revision there was when this was reviewed: what came later is not touched.
    public private(set) var last: UInt64?
    /// As they were reviewed.
    public private(set) var deleted: DeletedKeys?

    public init(bucket: String, filters: [String] = [], age: Int64, limit: Int, moment: String) {
        self.bucket = bucket
        self.filters = filters
        self.age = age
        self.limit = limit
        self.moment = moment
    }

    public var stream: String { KeyValueNames.stream(ofBucket: bucket) }
    public var asset: String { bucket }

    public var touches: [String] {
        [bucket, stream] + (deleted?.keys ?? []).flatMap { [$0.key, $0.subject, bucket + "/" + $0.key] }
    }

    public var json: JSONObject {
        var object: JSONObject = ["bucket": .string(bucket), "older_than_ns": JSONValue(age), "limit": JSONValue(limit)]
        if !filters.isEmpty { object.append("keys", .array(filters.map { .string($0) })) }
        guard let deleted else { return object }
        object.append("as_of", .string(moment))
        if let last { object.append("last_revision", JSONValue(last)) }
        object.append("deleted_keys", JSONValue(deleted.keys.count))
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard let answer = evidence[.stream(stream)] else { return [.stream(stream)] }
        guard case .stream(let info) = answer else { return [] }
        return [question(through: last ?? info.state.lastSequence)]
    }

    public func narrowed(by evidence: Evidence) -> KeyCompact {
        guard let info = evidence.stream(stream) else { return self }
        var compact = self
        compact.last = last ?? info.state.lastSequence
        if case .deletedKeys(let keys)? = evidence[question(through: compact.last ?? 0)] { compact.deleted = keys }
        return compact
    }

    public func bound(to request: JSONObject) -> KeyCompact {
        var compact = self
        compact.last = request["last_revision"]?.uint64 ?? last
        compact.moment = request["as_of"]?.string ?? moment
        return compact
    }

    public func loss(given evidence: Evidence) -> Loss {
        guard let deleted else { return .unknown(evidence.why(question(through: last ?? 0))) }
        return deleted.messages == 0 ? .none : .messages(.exactly(deleted.messages))
    }

    public func identity(given evidence: Evidence) -> String {
        guard let info = evidence.stream(stream) else { return "" }
        return info.created + "\u{1F}" + info.configuration.fingerprint
    }

    func question(through last: UInt64) -> Question {
        .deletedKeys(
            DeletedKeysQuery(bucket: bucket, filters: filters, age: age, moment: moment, through: last, limit: limit))
    }
}

/// Which deleted keys are asked for.
public struct DeletedKeysQuery: Sendable, Hashable {
    public let bucket: String
    public let filters: [String]
    /// How old a mark must be to go, in nanoseconds, at `moment` (RFC 3339).
    public let age: Int64
    public let moment: String
    /// Only marks up to this revision.
    public let through: UInt64
    public let limit: Int
}
