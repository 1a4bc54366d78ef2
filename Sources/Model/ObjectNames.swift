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

    /// Why no object can have this name; nil where it can.
    public static func fault(of name: String) -> String? {
        let length = name.utf8.count
        if length == 0 { return "the object has no name" }
        if length > longest { return "the name has \(length) bytes, \(longest) are allowed" }
        return name.utf8.contains(0) ? "the name has a NUL in it" : nil
    }
}
