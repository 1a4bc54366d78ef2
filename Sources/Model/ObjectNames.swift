/// Which names object buckets and objects may have (ADR-20).
public enum ObjectNames {
    /// The same as of key-value buckets.
    public static func isBucket(_ name: String) -> Bool { KeyValueNames.isBucket(name) }

    public static func stream(ofBucket bucket: String) -> String { "OBJ_" + bucket }

    /// Nil where the stream is not named as an object bucket's.
    public static func bucket(ofStream stream: String) -> String? {
        stream.utf8.starts(with: "OBJ_".utf8) ? String(stream.dropFirst(4)) : nil
    }

    /// Bytes of a name at most: a third more in base64 is what a subject has room for, its other parts left aside.
    public static let longest = 2_200
}
