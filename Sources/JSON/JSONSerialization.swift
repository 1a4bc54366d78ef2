extension JSONValue {
    /// The compact text: UTF-8, members in order, no white space, no raw newline, always valid UTF-8.
    ///
    /// JSON has no NaN and no infinity: these become `null`. Every other double is the shortest text that reads back as the
    /// same double, and never as an integer (`1.0`, `1e+21`).
    public func serialized() -> [UInt8] {
        var buffer: [UInt8] = []
        serialize(into: &buffer)
        return buffer
    }

    /// Appends the compact text to a buffer.
    public func serialize(into buffer: inout [UInt8]) {
        switch self {
        case .null: buffer.append(contentsOf: "null".utf8)
        case .bool(let value): buffer.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): buffer.appendJSON(value)
        case .unsigned(let value): buffer.append(contentsOf: String(value).utf8)
        case .double(let value): buffer.appendJSON(value)
        case .string(let value): buffer.appendJSON(value)
        case .array(let elements):
            buffer.append(UInt8(ascii: "["))
            var first = true
            for element in elements {
                if !first { buffer.append(UInt8(ascii: ",")) }
                first = false
                element.serialize(into: &buffer)
            }
            buffer.append(UInt8(ascii: "]"))
        case .object(let object):
            buffer.append(UInt8(ascii: "{"))
            var first = true
            for member in object.members {
                if !first { buffer.append(UInt8(ascii: ",")) }
                first = false
                buffer.appendJSON(member.key)
                buffer.append(UInt8(ascii: ":"))
                member.value.serialize(into: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        }
    }

    /// The compact text as a string.
    public var text: String { String(decoding: serialized(), as: UTF8.self) }
}
