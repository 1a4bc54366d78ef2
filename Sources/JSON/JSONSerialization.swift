extension JSONValue {
    /// The compact text: UTF-8, members in order, no white space, no raw newline, always valid UTF-8.
    ///
    /// JSON has no NaN and no infinity: these become `null`. Every other double is the shortest text that reads back as the
    /// same double, and never as an integer (`1.0`, `1e+21`).
    public func serialized() -> [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return unsafe writer.withBytes { unsafe Array($0) }
    }

    /// Appends the compact text to a buffer.
    public func serialize(into buffer: inout [UInt8]) {
        var writer = ByteWriter()
        write(to: &writer)
        unsafe writer.withBytes { unsafe buffer.append(contentsOf: $0) }
    }

    /// Appends text that is JSON already, or other UTF-8, as a JSON string: in quotes and escaped.
    public static func serialize(asString text: [UInt8], into buffer: inout [UInt8]) {
        var writer = ByteWriter(capacity: text.count + text.count / 4 + 64)
        unsafe text.withUnsafeBufferPointer { unsafe writer.write(string: $0) }
        unsafe writer.withBytes { unsafe buffer.append(contentsOf: $0) }
    }

    /// The compact text as a string.
    public var text: String {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.text
    }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .null: writer.write("null")
        case .bool(let value): writer.write(value ? "true" : "false")
        case .integer(let value): writer.write(integer: value.magnitude, negative: value < 0)
        case .unsigned(let value): writer.write(integer: value, negative: false)
        case .double(let value) where value.isFinite: writer.write(text: value.description)
        case .double: writer.write("null")
        case .string(let value): writer.write(string: value)
        case .array(let elements):
            writer.write(UInt8(ascii: "["))
            var first = true
            for element in elements {
                if !first { writer.write(UInt8(ascii: ",")) }
                first = false
                element.write(to: &writer)
            }
            writer.write(UInt8(ascii: "]"))
        case .object(let object):
            writer.write(UInt8(ascii: "{"))
            var first = true
            for member in object.members {
                if !first { writer.write(UInt8(ascii: ",")) }
                first = false
                writer.write(string: member.key)
                writer.write(UInt8(ascii: ":"))
                member.value.write(to: &writer)
            }
            writer.write(UInt8(ascii: "}"))
        }
    }
}

extension ByteWriter {
    /// All that was written, as a string.
    var text: String { unsafe withBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
