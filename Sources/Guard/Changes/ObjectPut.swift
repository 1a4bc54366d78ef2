public import JSON
public import Model

/// Writes an object into a bucket (ADR-20). The bytes are not in it: whoever performs it has them.
public struct ObjectPut: ObjectChange {
    public static let kind = "object.put"
    public static let rules: [Rule<ObjectPut>] = [
        .objectPutUnseen, .objectNameUnusable, .objectPutRefusedByBucket, .objectReplaced, .objectDoesNotFit,
        .linkLeadsNowhere, .linkOverObject,
    ]

    public let bucket: String
    public let name: String
    /// How many bytes it will have.
    public let size: UInt64
    public var description: String?
    public var headers: [MessagePublish.Header] = []
    /// In the order they were given.
    public var metadata: [MessagePublish.Header] = []
    /// What it stands for instead of having bytes of its own.
    public var link: ObjectLink?
    /// Bytes of a chunk; nil leaves it to the performer.
    public var chunkSize: Int?
    /// Whether an object of the name may be replaced.
    public var overwrite = false
    /// What the bucket has of the name as it was reviewed, also where that is deleted: the put fails when it has become another.
    public private(set) var present: ObjectEntry?

    public init(bucket: String, name: String, size: UInt64) {
        self.bucket = bucket
        self.name = name
        self.size = size
    }

    public var json: JSONObject {
        var object: JSONObject = ["bucket": .string(bucket), "name": .string(name), "size": JSONValue(size)]
        if let link { object.append("link", .object(link.json)) }
        if let chunkSize { object.append("chunk_size", JSONValue(chunkSize)) }
        if !headers.isEmpty { object.append("headers", .array(headers.map { .string($0.name) })) }
        if !metadata.isEmpty { object.append("metadata", .array(metadata.map { .string($0.name) })) }
        if overwrite { object.append("overwrite", true) }
        if let present { object.append("replaces_sequence", JSONValue(present.sequence)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        let present = presentQuestions(given: evidence)
        return present + [linkQuestion].compactMap(\.self)
    }

    /// What the link leads to.
    var linkQuestion: Question? {
        guard let link else { return nil }
        return link.name.map { .object($0, bucket: link.bucket) } ?? .stream(ObjectNames.stream(ofBucket: link.bucket))
    }

    public func narrowed(by evidence: Evidence) -> ObjectPut {
        var put = self
        put.present = evidence.object(name, bucket: bucket)
        return put
    }
}
