@testable import Archive

/// S2 as simple as it can be, for archives that no server would write.
enum Framing {
    final class Pieces: ByteSource {
        private var rest: ArraySlice<UInt8>
        private let size: Int

        init(_ bytes: [UInt8], size: Int = 4096) {
            rest = bytes[...]
            self.size = size
        }

        func next() throws(ArchiveError) -> [UInt8]? {
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
    }

    static let identifier: [UInt8] = [0xFF, 6, 0, 0] + Array("S2sTwO".utf8)

    static func frame(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] {
        [kind, UInt8(body.count & 255), UInt8(body.count >> 8 & 255), UInt8(body.count >> 16)] + body
    }

    /// A block with its checksum; not compressed unless `encoded` says how.
    static func block(_ content: [UInt8], encoded: [UInt8]? = nil) -> [UInt8] {
        let crc = CRC32C.masked(content)
        let checksum = (0..<4).map { UInt8(truncatingIfNeeded: crc >> UInt32(8 * $0)) }
        return frame(encoded == nil ? 1 : 0, checksum + (encoded ?? content))
    }

    static func file(_ content: [UInt8]) -> [UInt8] {
        var file = identifier
        for start in stride(from: 0, to: content.count, by: 60_000) {
            file += block(Array(content[start..<min(start + 60_000, content.count)]))
        }
        return file
    }

    static func source(_ content: [UInt8]) -> Pieces { Pieces(file(content)) }

    static func content(of file: [UInt8]) throws -> [UInt8] {
        let stream = S2Stream(Pieces(file))
        var all: [UInt8] = []
        while let piece = try stream.next() { all += piece }
        return all
    }
}

/// Looks into a tar whose headers are simple.
enum Tar {
    /// Every entry's header: its name, where it is, and its content.
    static func entries(_ bytes: [UInt8]) -> [(name: String, header: Int, content: Range<Int>)] {
        var place = 0
        var entries: [(String, Int, Range<Int>)] = []
        while place + 512 <= bytes.count, bytes[place] != 0 {
            let name = String(decoding: bytes[place..<place + 100].prefix { $0 != 0 }, as: UTF8.self)
            let digits = bytes[place + 124..<place + 135]
            let size = Int(String(decoding: digits, as: UTF8.self), radix: 8) ?? 0
            entries.append((name, place, place + 512..<place + 512 + size))
            place += 512 + (size + 511) / 512 * 512
        }
        return entries
    }

    static func content(of name: String, in bytes: [UInt8]) -> Range<Int>? {
        entries(bytes).first { $0.name == name }?.content
    }

    /// With the checksum made anew. The extended header before it, which has the time only, stays.
    static func rename(_ name: String, to other: String, in bytes: inout [UInt8]) throws {
        guard let header = entries(bytes).first(where: { $0.name == name })?.header else { throw ArchiveError("none", name) }
        let field = Array(other.utf8) + [UInt8](repeating: 0, count: 100 - other.utf8.count)
        bytes.replaceSubrange(header..<header + 100, with: field)
        bytes.replaceSubrange(header + 148..<header + 156, with: Array("        ".utf8))
        let sum = bytes[header..<header + 512].reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        let text = String(repeating: "0", count: 6 - digits.count) + digits
        bytes.replaceSubrange(header + 148..<header + 155, with: Array(text.utf8) + [0])
    }
}
