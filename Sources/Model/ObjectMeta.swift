public import JSON

/// What an object store keeps of an object beside its bytes (ADR-20).
///
/// A view over the JSON as it was stored: other clients write it too, each in its own way (a time that is empty, digests without
/// padding), so nothing in it is relied upon that need not be, and what is not known here stays in it.
public struct ObjectMeta: Sendable, Hashable {
    public var json: JSONObject

    public init(json: JSONObject) { self.json = json }

    public var name: String { json["name"]?.string ?? "" }
    public var description: String? { json["description"]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    public var bucket: String { json["bucket"]?.string ?? "" }
    /// The last part of the subject its chunks have.
    public var nuid: String { json["nuid"]?.string ?? "" }
    public var size: UInt64 { json["size"]?.uint64 ?? 0 }
    public var chunks: UInt64 { json["chunks"]?.uint64 ?? 0 }
    /// `SHA-256=` and base64url, in most cases padded.
    public var digest: String? { json["digest"]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    public var isDeleted: Bool { json["deleted"]?.bool ?? false }
    /// Each with a list of values.
    public var headers: JSONObject { json["headers"]?.object ?? [:] }
    public var metadata: JSONObject { json["metadata"]?.object ?? [:] }
    public var maximumChunkSize: Int? { json["options"]?["max_chunk_size"]?.int }

    /// What it stands for instead of bytes of its own.
    public var link: ObjectLink? {
        guard let link = json["options"]?["link"]?.object, let bucket = link["bucket"]?.string else { return nil }
        return ObjectLink(bucket: bucket, name: link["name"]?.string.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// Whether it has chunks in its bucket.
    public var hasChunks: Bool { !isDeleted && link == nil && !nuid.isEmpty }

    /// The same as deleted: the mark that other clients leave too.
    public var deleted: ObjectMeta {
        var json = json
        json["size"] = 0
        json["mtime"] = .string(Self.noTime)
        json["chunks"] = 0
        json["digest"] = nil
        json["deleted"] = true
        return ObjectMeta(json: json)
    }

    /// The time stands in the message; Go's client cannot read an empty text in its place.
    public static let noTime = "0001-01-01T00:00:00Z"
}

public struct ObjectLink: Sendable, Hashable {
    public let bucket: String
    /// Nil: the whole bucket.
    public let name: String?

    public init(bucket: String, name: String?) {
        self.bucket = bucket
        self.name = name
    }

    /// As a meta has it.
    public var json: JSONObject {
        var object: JSONObject = ["bucket": .string(bucket)]
        if let name { object.append("name", .string(name)) }
        return object
    }
}

/// An object as its bucket has it: the latest message of its name.
public struct ObjectEntry: Sendable, Hashable {
    /// As its subject says; `meta` may say another.
    public let name: String
    public let meta: ObjectMeta
    /// The message's sequence: another one after every change.
    public let sequence: UInt64
    /// When it was last written or deleted, RFC 3339.
    public let modified: String

    public init(name: String, meta: ObjectMeta, sequence: UInt64, modified: String) {
        self.name = name
        self.meta = meta
        self.sequence = sequence
        self.modified = modified
    }
}
