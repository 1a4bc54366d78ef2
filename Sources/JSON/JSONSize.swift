extension JSONValue {
    /// How many bytes the compact text has. Nothing is written for it: budgets ask this of every row.
    public var serializedCount: Int {
        switch self {
        case .null: 4
        case .bool(let value): value ? 4 : 5
        case .integer(let value): (value < 0 ? 1 : 0) + ByteWriter.digits(value.magnitude)
        case .unsigned(let value): ByteWriter.digits(value)
        case .double(let value): value.isFinite ? value.description.utf8.count : 4
        case .string(let value): ByteWriter.count(string: value)
        case .array(let elements): 2 + max(0, elements.count - 1) + elements.reduce(0) { $0 + $1.serializedCount }
        case .object(let object): object.serializedCount
        }
    }
}

extension JSONObject {
    /// How many bytes the compact text has.
    public var serializedCount: Int {
        // Braces, and a colon and a comma for each member but the comma of the last.
        var count = 2 + max(0, 2 * members.count - 1)
        for member in members { count += ByteWriter.count(string: member.key) + member.value.serializedCount }
        return count
    }
}

extension ByteWriter {
    /// The decimal digits of a number.
    static func digits(_ number: UInt64) -> Int {
        var count = 1
        var rest = number
        while rest >= 10 {
            count += 1
            rest /= 10
        }
        return count
    }

    /// The bytes of a string in quotes, escaped.
    static func count(string: String) -> Int {
        let counted = unsafe string.utf8.withContiguousStorageIfAvailable { unsafe count(escaped: $0) }
        if let counted { return counted + 2 }
        var string = string
        return string.withUTF8 { unsafe count(escaped: $0) } + 2
    }

    /// Eight bytes at once, as they are written.
    private static func count(escaped bytes: UnsafeBufferPointer<UInt8>) -> Int {
        guard let start = unsafe UnsafeRawPointer(bytes.baseAddress) else { return 0 }
        var count = bytes.count
        var index = 0
        while index < bytes.count {
            if bytes.count - index >= 8 {
                let word = unsafe start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let hits = specials(UInt64(littleEndian: word))
                index += hits == 0 ? 8 : hits.trailingZeroBitCount >> 3
                if hits == 0 { continue }
            }
            count += unsafe extra(bytes[index])
            index += 1
        }
        return count
    }

    /// What escaping adds to a byte.
    private static func extra(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x08, 0x09, 0x0A, 0x0C, 0x0D: 1
        case ..<0x20: 5
        default: 0
        }
    }
}
