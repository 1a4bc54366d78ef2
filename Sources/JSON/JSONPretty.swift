extension JSONValue {
    /// Indented by two spaces, for people. Empty containers stay on their line; there is no newline at the end.
    public var prettyText: String {
        var buffer: [UInt8] = []
        serializePretty(into: &buffer, depth: 0)
        return String(decoding: buffer, as: UTF8.self)
    }

    private func serializePretty(into buffer: inout [UInt8], depth: Int) {
        switch self {
        case .array(let elements) where !elements.isEmpty:
            buffer.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                buffer.appendLineBreak(depth + 1, comma: index > 0)
                element.serializePretty(into: &buffer, depth: depth + 1)
            }
            buffer.appendLineBreak(depth, comma: false)
            buffer.append(UInt8(ascii: "]"))
        case .object(let object) where !object.isEmpty:
            buffer.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                buffer.appendLineBreak(depth + 1, comma: index > 0)
                buffer.appendJSON(member.key)
                buffer.append(contentsOf: ": ".utf8)
                member.value.serializePretty(into: &buffer, depth: depth + 1)
            }
            buffer.appendLineBreak(depth, comma: false)
            buffer.append(UInt8(ascii: "}"))
        default: serialize(into: &buffer)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendLineBreak(_ depth: Int, comma: Bool) {
        if comma { append(UInt8(ascii: ",")) }
        append(UInt8(ascii: "\n"))
        append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }
}
