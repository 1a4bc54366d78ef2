public import JSON

/// A key that is read again and again. Nothing here carries it out: a read is only judged.
public struct KeyPolling: Change {
    public static let kind = "kv.read"
    public static let rules: [Rule<KeyPolling>] = [.keyPolled]

    public let bucket: String
    public let key: String
    /// How often it was read within so many seconds.
    public let reads: Int
    public let seconds: Int64

    public init(bucket: String, key: String, reads: Int, seconds: Int64) {
        self.bucket = bucket
        self.key = key
        self.reads = reads
        self.seconds = seconds
    }

    public var asset: String { bucket + "/" + key }
    public var json: JSONObject { ["bucket": .string(bucket), "key": .string(key), "reads": JSONValue(reads)] }
}
