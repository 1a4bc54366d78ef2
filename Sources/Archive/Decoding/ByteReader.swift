/// Reads numbers and runs of bytes from a source. It holds one piece of the source at a time.
final class ByteReader {
    private let source: any ByteSource
    /// What is read, for messages.
    private let name: String
    private var piece: [UInt8] = []
    private var index = 0
    /// How many bytes were taken.
    private(set) var offset: UInt64 = 0

    init(_ source: any ByteSource, name: String) {
        self.source = source
        self.name = name
    }

    /// Whether nothing is left; looks at the source if need be.
    func isAtEnd() throws(ArchiveError) -> Bool { try !fill() }

    func byte() throws(ArchiveError) -> UInt8 {
        guard try fill() else { throw truncated }
        defer {
            index += 1
            offset += 1
        }
        return piece[index]
    }

    /// Between one and `limit` bytes.
    func some(limit: UInt64) throws(ArchiveError) -> [UInt8] {
        guard try fill() else { throw truncated }
        let count = Int(min(UInt64(piece.count - index), limit))
        let bytes = index == 0 && count == piece.count ? piece : Array(piece[index..<index + count])
        index += count
        offset += UInt64(count)
        return bytes
    }

    /// Exactly so many: the caller has held the number to a bound.
    func bytes(_ count: Int) throws(ArchiveError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += try some(limit: UInt64(count - bytes.count)) }
        return bytes
    }

    func skip(_ count: UInt64) throws(ArchiveError) {
        var left = count
        while left > 0 {
            guard try fill() else { throw truncated }
            let step = Int(min(UInt64(piece.count - index), left))
            index += step
            offset += UInt64(step)
            left -= UInt64(step)
        }
    }

    /// Passes over these bytes if they are the next ones.
    func passes(_ wanted: [UInt8]) throws(ArchiveError) -> Bool {
        while piece.count - index < wanted.count, let next = try source.next() {
            piece = piece[index...] + next
            index = 0
        }
        guard piece[index...].starts(with: wanted) else { return false }
        try skip(UInt64(wanted.count))
        return true
    }

    /// A little-endian number of `width` bytes.
    func number(_ width: Int) throws(ArchiveError) -> UInt64 {
        var value: UInt64 = 0
        for place in 0..<width { value |= UInt64(try byte()) << UInt64(8 * place) }
        return value
    }

    /// A number in groups of seven bits, the lowest first.
    func varint() throws(ArchiveError) -> UInt64 {
        var value: UInt64 = 0
        for place in 0..<10 {
            let byte = try byte()
            if place == 9, byte > 1 { break }
            value |= UInt64(byte & 0x7F) << UInt64(7 * place)
            if byte < 0x80 { return value }
        }
        throw damaged("a number at byte \(offset) is longer than 64 bits")
    }

    func damaged(_ message: String) -> ArchiveError { ArchiveError("archive_damaged", "\(name): \(message)") }

    private var truncated: ArchiveError { ArchiveError("archive_truncated", "\(name) ends early, after \(offset) bytes") }

    private func fill() throws(ArchiveError) -> Bool {
        while index == piece.count {
            guard let next = try source.next() else { return false }
            piece = next
            index = 0
        }
        return true
    }
}
