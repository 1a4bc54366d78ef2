/// Decodes an S2 stream: Snappy's framing (https://github.com/google/snappy/blob/main/framing_format.txt) with an identifier and
/// block sizes of its own. Every block's checksum is verified. At most one block is held.
///
/// Servers 2.9 to 2.15 write an identifier and blocks of up to 1 MiB, and use S2's repeats, which Snappy's own library can't read.
final class S2Stream: ByteSource {
    private let reader: ByteReader
    private var hasBegun = false
    /// Where the frame ends that was read last.
    var offset: UInt64 { reader.offset }

    init(_ source: any ByteSource) { reader = ByteReader(source, name: "the S2 stream") }

    private static let identifiers = [Array("S2sTwO".utf8), Array("sNaPpY".utf8)]

    func next() throws(ArchiveError) -> [UInt8]? {
        while true {
            let place = reader.offset
            if try reader.isAtEnd() {
                if hasBegun { return nil }
                throw ArchiveError("archive_truncated", "the file is empty")
            }
            let kind = try reader.byte()
            if !hasBegun, kind != 0xFF { throw Self.foreign }
            let length = Int(try reader.number(3))
            switch kind {
            case 0xFF:
                guard length == 6, Self.identifiers.contains(try reader.bytes(6)) else {
                    throw hasBegun ? reader.damaged("the frame at byte \(place) is no identifier") : Self.foreign
                }
                hasBegun = true
            case 0x00, 0x01:
                if let block = try block(isCompressed: kind == 0, length: length, place: place) { return block }
            case 0x80...0xFE:
                // An index, padding, and what later writers may add for others: made to be passed over.
                try reader.skip(UInt64(length))
            default:
                throw reader.damaged("the frame at byte \(place) is of an unknown kind (\(kind))")
            }
        }
    }

    /// Nil for an empty one.
    private func block(isCompressed: Bool, length: Int, place: UInt64) throws(ArchiveError) -> [UInt8]? {
        guard length >= 4 else { throw reader.damaged("the frame at byte \(place) has no room for its checksum") }
        if !isCompressed, length - 4 > S2Block.largest { throw reader.damaged("the frame at byte \(place) is too long") }
        let checksum = UInt32(try reader.number(4))
        let body = try reader.bytes(length - 4)
        guard let content = isCompressed ? S2Block.decode(body) : body else {
            throw reader.damaged("the block at byte \(place) can't be decoded")
        }
        guard CRC32C.masked(content) == checksum else {
            throw reader.damaged("the block at byte \(place) does not have the checksum it was written with")
        }
        return content.isEmpty ? nil : content
    }

    private static let foreign = ArchiveError("archive_unknown", "the file does not begin as an archive of a server does (S2)")
}
