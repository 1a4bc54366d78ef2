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
    /// Whether both are the same bytes. The cheap test, which nearly every unequal pair fails, comes first.
    func isWritten(like other: String) -> Bool {
        // Unequal strings are told apart at once; only one that seems equal is looked at byte by byte.
        guard self == other, utf8.count == other.utf8.count else { return false }
        let same = unsafe utf8.withContiguousStorageIfAvailable { own in
            unsafe other.utf8.withContiguousStorageIfAvailable { unsafe own.elementsEqual($0) }
        }
        return (same ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
