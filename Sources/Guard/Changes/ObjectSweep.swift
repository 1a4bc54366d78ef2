public import JSON
public import Model

/// Erases chunks of an object bucket that no object refers to.
public struct ObjectSweep: Change {
    public static let kind = "object.sweep"
    public static let rules: [Rule<ObjectSweep>] = [.sweepUnseen, .sweepRefusedByBucket, .orphansErased]

    public let bucket: String
    /// How long ago the last chunk must have been stored, in nanoseconds: a put that goes on looks the same.
    public let age: Int64
    /// Of how many versions of objects at most.
    public let limit: Int
    /// The moment ages are reckoned from, RFC 3339.
    public private(set) var moment: String
    /// As they were reviewed.
    public private(set) var orphans: ObjectOrphans?

    public init(bucket: String, age: Int64, limit: Int, moment: String) {
        self.bucket = bucket
        self.age = age
        self.limit = limit
        self.moment = moment
    }

    public var stream: String { ObjectNames.stream(ofBucket: bucket) }
    public var asset: String { bucket }
    public var touches: [String] { [bucket, stream] }

    public var json: JSONObject {
        var object: JSONObject = ["bucket": .string(bucket), "older_than_ns": JSONValue(age), "limit": JSONValue(limit)]
        guard let orphans else { return object }
        object.append("as_of", .string(moment))
        object.append("orphans", JSONValue(orphans.found.count))
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard let answer = evidence[.stream(stream)] else { return [.stream(stream)] }
        guard case .stream = answer else { return [] }
        return [question]
    }

    public func narrowed(by evidence: Evidence) -> ObjectSweep {
        guard case .orphans(let orphans)? = evidence[question] else { return self }
        var sweep = self
        sweep.orphans = orphans
        return sweep
    }

    public func bound(to request: JSONObject) -> ObjectSweep {
        var sweep = self
        sweep.moment = request["as_of"]?.string ?? moment
        return sweep
    }

    public func loss(given evidence: Evidence) -> Loss {
        guard let orphans else { return .unknown(evidence.why(question)) }
        return orphans.chunks == 0 ? .none : .messages(.exactly(orphans.chunks))
    }

    public func identity(given evidence: Evidence) -> String {
        guard let info = evidence.stream(stream) else { return "" }
        return info.created + "\u{1F}" + info.configuration.fingerprint
    }

    var question: Question { .orphans(OrphansQuery(bucket: bucket, age: age, moment: moment, limit: limit)) }
}

/// Which orphans are asked for.
public struct OrphansQuery: Sendable, Hashable {
    public let bucket: String
    /// How long before `moment` (RFC 3339) the last chunk was stored at least, in nanoseconds.
    public let age: Int64
    public let moment: String
    public let limit: Int
}
