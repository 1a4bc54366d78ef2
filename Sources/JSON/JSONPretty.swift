extension JSONValue {
    /// Indented by two spaces, for people. Empty containers stay on their line; there is no newline at the end.
    public var prettyText: String {
        var writer = ByteWriter()
        writePretty(to: &writer, depth: 0)
        return writer.text
    }

    func writePretty(to writer: inout ByteWriter, depth: Int) {
        switch self {
        case .array(let elements) where !elements.isEmpty:
            writer.write(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                writer.writeLineBreak(depth + 1, comma: index > 0)
                element.writePretty(to: &writer, depth: depth + 1)
            }
            writer.writeLineBreak(depth, comma: false)
            writer.write(UInt8(ascii: "]"))
        case .object(let object) where !object.isEmpty:
            writer.write(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                writer.writeLineBreak(depth + 1, comma: index > 0)
                writer.write(string: member.key)
                writer.write(": ")
                member.value.writePretty(to: &writer, depth: depth + 1)
            }
            writer.writeLineBreak(depth, comma: false)
            writer.write(UInt8(ascii: "}"))
        default: write(to: &writer)
        }
    }
}

extension ByteWriter {
    mutating func writeLineBreak(_ depth: Int, comma: Bool) {
        if comma { write(UInt8(ascii: ",")) }
        write(UInt8(ascii: "\n"))
        for _ in 0..<depth { write("  ") }
    }
}
