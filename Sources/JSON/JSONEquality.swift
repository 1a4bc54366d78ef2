#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// Swift takes two strings for equal when Unicode does, so that "é" in one code point equals "e" and an accent. NATS compares
// bytes: such subjects, keys and names are two. So values are compared as they would be written.

extension JSONValue {
    /// Whether both are the same value: strings and keys byte for byte, members in the same order, an integer never equal to
    /// a double. For a comparison whatever the order of members see `canonicalText`.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.string(let left), .string(let right)): left.isWritten(like: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSONObject.Member {
    public static func == (left: Self, right: Self) -> Bool {
        left.key.isWritten(like: right.key) && left.value == right.value
    }
}

extension String {
    /// Whether both are the same bytes.
    func isWritten(like other: String) -> Bool {
        let count = utf8.count
        guard count == other.utf8.count else { return false }
        let same = unsafe utf8.withContiguousStorageIfAvailable { own -> Bool? in
            unsafe other.utf8.withContiguousStorageIfAvailable { other -> Bool in
                guard let own = own.baseAddress, let other = other.baseAddress else { return true }
                return unsafe memcmp(own, other, count) == 0
            }
        }
        return (same ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
