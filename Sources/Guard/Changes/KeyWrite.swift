public import JSON
import Model

/// Writes to a key of a bucket (ADR-8): a value, or a marker that deletes it.
public struct KeyWrite: Change {
    public static let kind = "kv.write"
    public static let rules: [Rule<KeyWrite>] = [
        .keyNotPortable, .largeValue, .keyTTLNotKept, .keyTTLRaised, .keyLosesRevisions, .writtenAfterRead,
    ]

    public enum Operation: Sendable, Hashable {
        case put([UInt8])
        /// Marks the key as deleted; what its bucket keeps of earlier values stays.
        case delete
        /// Marks it as deleted and removes all earlier values.
        case purge
    }

    /// What the key must be for the write to happen.
    public enum Expectation: Sendable, Hashable {
        case anything
        /// At this revision (compare and set); 0 for a key with no message at all.
        case revision(UInt64)
        /// Without a value: never written, or deleted.
        case noValue
    }

    public let bucket: String
    public let key: String
    public let operation: Operation
    public let expectation: Expectation
    /// After what time the server removes what is written.
    public let timeToLive: Duration?
    /// The earlier revision whose value it is, for a key that is taken back to it: then what that pushes out is counted.
    public let restored: UInt64?
    /// The revision at which whoever writes it read it before, where that is known.
    public var readBefore: UInt64?

    public init(
        bucket: String, key: String, _ operation: Operation, expecting expectation: Expectation = .anything,
        timeToLive: Duration? = nil, restored: UInt64? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.operation = operation
        self.expectation = expectation
        self.timeToLive = timeToLive
        self.restored = restored
    }

    public var stream: String { KeyValueNames.stream(ofBucket: bucket) }
    public var touches: [String] { [asset, bucket, key, stream, subject] }
    public var subject: String { KeyValueNames.subject(bucket: bucket, key: key) }

    public var asset: String { bucket + "/" + key }

    public var json: JSONObject {
        var object: JSONObject = ["bucket": .string(bucket), "key": .string(key)]
        switch operation {
        case .put(let value): object.append("size", JSONValue(value.count))
        case .delete: object.append("operation", "delete")
        case .purge: object.append("operation", "purge")
        }
        switch expectation {
        case .anything: break
        case .revision(let revision): object.append("revision", JSONValue(revision))
        case .noValue: object.append("operation", "create")
        }
        if let restored { object.append("restored_revision", JSONValue(restored)) }
        if let timeToLive { object.append("ttl_ms", JSONValue(Int64(timeToLive / .milliseconds(1)))) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        guard timeToLive != nil || isCounted else { return [] }
        guard let answer = evidence[.stream(stream)] else { return [.stream(stream)] }
        guard case .stream = answer, isCounted else { return [] }
        return [.key(stream: stream, subject: subject), revisions]
    }

    public func loss(given evidence: Evidence) -> Loss {
        guard isCounted else { return .none }
        if case .unknown(let why)? = evidence[.stream(stream)] { return .unknown(why) }
        guard let info = evidence.stream(stream) else { return .none }
        switch (evidence[.key(stream: stream, subject: subject)], evidence[revisions]) {
        case (.key(let state)?, .count(let count)?):
            guard let state, count.limit > 0 else { return .none }
            // Only a marker is left, or no other is written.
            if state.isDeleted, operation == .delete || count.limit == 1 { return .none }
            if operation == .purge { return .messages(count) }
            // What is written takes the place of the oldest where there is no room for one more.
            let history = info.configuration.messagesPerSubject
            guard history > 0, count.limit >= UInt64(history) else { return .none }
            return .messages(count.reduced(by: UInt64(history) - 1))
        case (.unknown(let why)?, _), (_, .unknown(let why)?): return .unknown(why)
        default: return .unknown("the key could not be read")
        }
    }

    var isRemoval: Bool { operation == .delete || operation == .purge }

    /// Whether what it removes is looked at: of a plain write nobody wants to wait for that.
    var isCounted: Bool { isRemoval || restored != nil }

    /// How many revisions there are.
    var revisions: Question { .messages(stream: stream, matching: subject, below: .max) }
}

extension KeyWrite {
    /// The same by somebody who read the key before.
    public func after(reading revision: UInt64?) -> KeyWrite {
        var write = self
        write.readBefore = revision
        return write
    }
}
