import JSON
public import Platform

/// An archive of the newer generation without its consumers. They stand before the messages, so that only its beginning is
/// another: the rest of the file follows as it is.
public struct WithoutConsumers: Sendable {
    /// Instead of the first `offset` bytes of the file.
    public let beginning: [UInt8]
    public let offset: UInt64

    private static let largest = 256 << 20
    /// Bytes of a block that is not compressed.
    private static let block = 64 << 10

    /// Blocks for as long as reading the beginning takes.
    /// - Throws: as `ArchiveReader.read`; `archive_unknown` for an older archive.
    public init(_ file: SourceFile) throws(ArchiveError) {
        let stream = S2Stream(try FileSource(file, cancelled: nil))
        var bytes: [UInt8] = []
        var content: [UInt8]?
        while content == nil {
            content = try Self.rest(of: bytes)
            if content != nil { break }
            guard bytes.count < Self.largest, let next = try stream.next() else {
                throw ArchiveError("archive_truncated", "the archive ends before its messages")
            }
            bytes += next
        }
        beginning = Self.framed(content ?? [])
        offset = stream.offset
    }

    /// What an archive begins with when the consumers are taken out of its beginning; nil: that is too short to tell.
    private static func rest(of bytes: [UInt8]) throws(ArchiveError) -> [UInt8]? {
        let magic = RecordArchive.magic
        guard bytes.count >= magic.count else { return nil }
        guard bytes.starts(with: magic) else {
            throw ArchiveError("archive_unknown", "only archives of servers from 2.15 on can do without their consumers")
        }
        var kept = magic
        var index = magic.count
        while true {
            guard let entry = Entry(bytes, at: index) else { return nil }
            if entry.numbers[2] != 0 || entry.numbers.allSatisfy({ $0 == 0 }) { return kept + bytes[index...] }
            guard let end = entry.end, end <= bytes.count else { return nil }
            let name = String(decoding: bytes[entry.start..<entry.start + Int(entry.numbers[0])], as: UTF8.self)
            if name == "state.json" {
                kept += try withoutCount(entry, bytes[entry.start..<end])
            } else if !name.hasPrefix("consumers/") {
                kept += bytes[index..<end]
            }
            index = end
        }
    }

    /// The five numbers an entry begins with: lengths of name, headers and payload, its time and its sequence.
    private struct Entry {
        var numbers: [UInt64] = []
        var start: Int

        init?(_ bytes: [UInt8], at index: Int) {
            start = index
            for _ in 0..<5 {
                var value: UInt64 = 0
                var shift: UInt64 = 0
                while true {
                    guard start < bytes.count, shift < 64 else { return nil }
                    let byte = bytes[start]
                    start += 1
                    value |= UInt64(byte & 0x7F) << shift
                    shift += 7
                    if byte < 0x80 { break }
                }
                numbers.append(value)
            }
        }

        var end: Int? {
            let size = numbers[0].addingReportingOverflow(numbers[3])
            let all = size.partialValue.addingReportingOverflow(numbers[4])
            guard !size.overflow, !all.overflow, all.partialValue <= UInt64(WithoutConsumers.largest) else { return nil }
            return start + Int(all.partialValue)
        }
    }

    /// The state, which announces as many consumers as follow.
    private static func withoutCount(_ entry: Entry, _ body: ArraySlice<UInt8>) throws(ArchiveError) -> [UInt8] {
        let head = Int(entry.numbers[0] + entry.numbers[3])
        guard var state = try? JSONParser().parse(Array(body.dropFirst(head))).object else {
            throw ArchiveError("archive_damaged", "the archive's state.json is no JSON object")
        }
        state["consumer_count"] = 0
        let document = JSONValue.object(state).serialized()
        var numbers = entry.numbers
        numbers[4] = UInt64(document.count)
        return numbers.flatMap(varint) + body.prefix(head) + document
    }

    private static func varint(_ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var left = number
        while left >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: left) | 0x80)
            left >>= 7
        }
        return bytes + [UInt8(left)]
    }

    /// As an S2 stream whose blocks are not compressed.
    private static func framed(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 6, 0, 0] + Array("S2sTwO".utf8)
        var index = 0
        while index < content.count {
            let piece = Array(content[index..<min(index + block, content.count)])
            let length = piece.count + 4
            let checksum = CRC32C.masked(piece)
            bytes += [1] + (0..<3).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(8 * $0)) }
            bytes += piece
            index += piece.count
        }
        return bytes
    }
}
