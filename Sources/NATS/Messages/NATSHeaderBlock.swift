#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// A header block as it is on the wire and in a stream: `NATS/1.0 …\r\nName: value\r\n\r\n`.
public struct NATSHeaderBlock: Sendable, Hashable {
    public let headers: NATSHeaders
    /// The code in the first line, where it has one.
    public let status: Int?
    public let statusDescription: String?

    /// Reads a block. Broken UTF-8 is replaced; names keep their letters' case; folded lines are joined by a space.
    /// - Throws: `.invalidHeader` where this is no header block.
    public init(_ block: [UInt8]) throws(NATSError) {
        let read: Result<Self, NATSError> = unsafe block.withUnsafeBytes { bytes in
            do throws(NATSError) {
                return .success(try unsafe Self(bytes))
            } catch {
                return .failure(error)
            }
        }
        self = try read.get()
    }

    /// The same for bytes that are lent: in one pass, for every answer has a block.
    init(_ block: UnsafeRawBufferPointer) throws(NATSError) {
        var place = 0
        guard let first = unsafe Self.line(block, &place), first.count >= 8, let base = block.baseAddress,
            unsafe memcmp(base, "NATS/1.0", 8) == 0
        else {
            throw NATSError(.invalidHeader, "A header block does not start with NATS/1.0.")
        }
        let rest = unsafe Self.trimmed(block, (first.lowerBound + 8)..<first.upperBound)
        let gap = rest.first { unsafe block[$0] == UInt8(ascii: " ") } ?? rest.upperBound
        status = unsafe Int(Self.text(block, rest.lowerBound..<gap))
        let text = gap < rest.upperBound ? unsafe Self.text(block, (gap + 1)..<rest.upperBound) : ""
        statusDescription = text.isEmpty ? nil : text

        var fields: [NATSHeaders.Field] = []
        while let line = unsafe Self.line(block, &place) {
            if line.isEmpty { continue }
            if unsafe Self.isBlank(block[line.lowerBound]), let last = fields.popLast() {
                let more = unsafe Self.text(block, Self.trimmed(block, line))
                fields.append(NATSHeaders.Field(name: last.name, value: last.value + " " + more))
                continue
            }
            var colon = line.lowerBound
            while colon < line.upperBound, unsafe block[colon] != UInt8(ascii: ":") { colon += 1 }
            guard colon > line.lowerBound, colon < line.upperBound else {
                throw NATSError(.invalidHeader, "A line of a header block has no name or no colon.")
            }
            fields.append(
                NATSHeaders.Field(
                    name: unsafe Self.text(block, line.lowerBound..<colon),
                    value: unsafe Self.text(block, Self.trimmed(block, (colon + 1)..<line.upperBound))))
        }
        headers = NATSHeaders(fields)
    }

    /// The next line, nil behind the last. Lines end with LF; one CR before it belongs to the end.
    private static func line(_ block: UnsafeRawBufferPointer, _ place: inout Int) -> Range<Int>? {
        guard place < block.count else { return nil }
        let start = place
        var end = start
        while end < block.count, unsafe block[end] != 0x0A { end += 1 }
        place = end + 1
        return unsafe start..<(end > start && block[end - 1] == 0x0D ? end - 1 : end)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func trimmed(_ block: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, unsafe isBlank(block[start]) { start += 1 }
        while start < end, unsafe isBlank(block[end - 1]) { end -= 1 }
        return start..<end
    }

    private static func text(_ block: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        unsafe String(decoding: UnsafeRawBufferPointer(rebasing: block[range]), as: UTF8.self)
    }
}
