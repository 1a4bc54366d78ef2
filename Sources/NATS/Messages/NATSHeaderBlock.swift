/// A header block as it is on the wire and in a stream: `NATS/1.0 …\r\nName: value\r\n\r\n`.
public struct NATSHeaderBlock: Sendable, Hashable {
    public let headers: NATSHeaders
    /// The code in the first line, where it has one.
    public let status: Int?
    public let statusDescription: String?

    /// Reads a block. Broken UTF-8 is replaced; names keep their letters' case; folded lines are joined by a space.
    /// - Throws: `.invalidHeader` where this is no header block.
    public init(_ block: [UInt8]) throws(NATSError) {
        var lines = Self.lines(block)[...]
        guard let first = lines.popFirst(), first.starts(with: Array("NATS/1.0".utf8)) else {
            throw NATSError(.invalidHeader, "A header block does not start with NATS/1.0.")
        }
        let words = first.dropFirst(8).split(separator: UInt8(ascii: " "), maxSplits: 1)
        status = words.first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
        let text = words.count > 1 ? String(decoding: words[1], as: UTF8.self) : ""
        statusDescription = text.isEmpty ? nil : text

        var fields: [NATSHeaders.Field] = []
        for line in lines where !line.isEmpty {
            if let start = line.first, start == UInt8(ascii: " ") || start == UInt8(ascii: "\t"), let last = fields.popLast() {
                let more = String(decoding: Self.trimmed(line), as: UTF8.self)
                fields.append(NATSHeaders.Field(name: last.name, value: last.value + " " + more))
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
                throw NATSError(.invalidHeader, "A line of a header block has no name or no colon.")
            }
            fields.append(
                NATSHeaders.Field(
                    name: String(decoding: line[..<colon], as: UTF8.self),
                    value: String(decoding: Self.trimmed(line[(colon + 1)...]), as: UTF8.self)))
        }
        headers = NATSHeaders(fields)
    }

    /// Lines end with LF; one CR before it belongs to the end.
    private static func lines(_ block: [UInt8]) -> [ArraySlice<UInt8>] {
        block.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0.last == 0x0D ? $0.dropLast() : $0 }
    }

    private static func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let blank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let start = slice.drop(while: blank)
        guard let end = start.lastIndex(where: { !blank($0) }) else { return [] }
        return start[...end]
    }
}
