public import JSON
public import Model

/// Deletes an object of a bucket: a mark takes its place, its chunks are erased (ADR-20).
public struct ObjectDelete: ObjectChange {
    public static let kind = "object.delete"
    public static let rules: [Rule<ObjectDelete>] = [.objectDeleteUnseen, .objectDeleteRefusedByBucket, .objectLost]

    public let bucket: String
    public let name: String
    /// The object as it was reviewed; the deletion fails when it has become another.
    public private(set) var present: ObjectEntry?

    public init(bucket: String, name: String) {
        self.bucket = bucket
        self.name = name
    }

    public var json: JSONObject {
        var object: JSONObject = ["bucket": .string(bucket), "name": .string(name)]
        if let present { object.append("sequence", JSONValue(present.sequence)) }
        return object
    }

    public func narrowed(by evidence: Evidence) -> ObjectDelete {
        var deletion = self
        deletion.present = evidence.object(name, bucket: bucket)
        return deletion
    }
}
