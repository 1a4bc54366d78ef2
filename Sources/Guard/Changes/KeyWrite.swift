public import JSON

/// Writes a value to a key of a bucket (ADR-8).
public struct KeyWrite: Change {
    public static let kind = "kv.write"
    public static let rules: [Rule<KeyWrite>] = [.keyNotPortable]

    public let bucket: String
    public let key: String
    public let value: [UInt8]
    /// The revision the key must have now (compare and set); nil writes whatever is there.
    public let expectedRevision: UInt64?

    public init(bucket: String, key: String, value: [UInt8], expectedRevision: UInt64? = nil) {
        self.bucket = bucket
        self.key = key
        self.value = value
        self.expectedRevision = expectedRevision
    }

    public var asset: String { bucket + "/" + key }

    public var json: JSONObject {
        var object: JSONObject = ["bucket": .string(bucket), "key": .string(key), "size": JSONValue(value.count)]
        if let expectedRevision { object.append("revision", JSONValue(expectedRevision)) }
        return object
    }
}
