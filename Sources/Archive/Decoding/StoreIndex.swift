/// A store's index: what a server writes down so that it need not read its blocks.
struct StoreIndex {
    struct Block {
        let first: UInt64
        let last: UInt64
    }

    private(set) var messages: UInt64 = 0
    private(set) var bytes: UInt64 = 0
    private(set) var first: UInt64 = 0
    private(set) var last: UInt64 = 0
    private(set) var blocks: [Block] = []
    /// Sequences between a block's first and last that are gone.
    private(set) var deleted: [UInt64] = []

    /// So many deleted sequences are kept, and no more are believed.
    private static let mostDeleted: UInt64 = 16 << 20

    init() {}

    /// `index.db` of 2.10 and later: of the whole store.
    init(wholeStore reader: ByteReader) throws(ArchiveError) {
        let magic = try reader.byte()
        let version = try reader.byte()
        guard magic == 11, (1...4).contains(version) else { throw Self.unknown(reader) }
        messages = try reader.varint()
        bytes = try reader.varint()
        first = try reader.varint()
        _ = try reader.varint()
        last = try reader.varint()
        _ = try reader.varint()
        for _ in 0..<(try reader.varint()) {
            // A subject with its count, and the blocks of its first and last message; before 4 the last only where they are several.
            try reader.skip(try reader.varint())
            let count = try reader.varint()
            _ = try reader.varint()
            if count > 1 || version >= 4 { _ = try reader.varint() }
        }
        for _ in 0..<(try reader.varint()) { try block(reader, version) }
    }

    private mutating func block(_ reader: ByteReader, _ version: UInt8) throws(ArchiveError) {
        // Number, bytes.
        for _ in 0..<2 { _ = try reader.varint() }
        let first = try reader.varint()
        _ = try reader.varint()
        let last = try reader.varint()
        _ = try reader.varint()
        let gone = try reader.varint()
        // Messages with a time to live, schedules.
        if version >= 2 { _ = try reader.varint() }
        if version >= 3 { _ = try reader.varint() }
        blocks.append(Block(first: first, last: last))
        if gone > 0 { try set(reader) }
    }

    /// A set of sequences: nodes of 2048 bits each.
    private mutating func set(_ reader: ByteReader) throws(ArchiveError) {
        let magic = try reader.byte()
        let version = try reader.byte()
        guard magic == 22, version == 2 else { throw Self.unknown(reader) }
        let nodes = try reader.number(4)
        _ = try reader.number(4)
        for _ in 0..<nodes {
            let base = try reader.number(8)
            for place in 0..<UInt64(32) {
                var word = try reader.number(8)
                while word != 0 {
                    try append(base &+ place &* 64 &+ UInt64(word.trailingZeroBitCount), reader)
                    word &= word - 1
                }
            }
            _ = try reader.number(2)
        }
    }

    /// Adds `N.idx` of 2.9 and earlier: of one block.
    mutating func add(block reader: ByteReader) throws(ArchiveError) {
        let magic = try reader.byte()
        let version = try reader.byte()
        guard magic == 22, version == 1 else { throw Self.unknown(reader) }
        let count = try reader.varint()
        messages = messages &+ count
        bytes = bytes &+ (try reader.varint())
        let low = try reader.varint()
        _ = try reader.varint()
        let high = try reader.varint()
        _ = try reader.varint()
        let gone = try reader.varint()
        // The checksum of the block's last record.
        _ = try reader.number(8)
        for _ in 0..<gone { try append(low &+ (try reader.varint()), reader) }
        blocks.append(Block(first: low, last: high))
        if first == 0 { first = low }
        last = max(last, high)
    }

    private mutating func append(_ sequence: UInt64, _ reader: ByteReader) throws(ArchiveError) {
        guard UInt64(deleted.count) < Self.mostDeleted else {
            throw ArchiveError("archive_too_large", "the store's index tells of more than \(Self.mostDeleted) deleted messages")
        }
        deleted.append(sequence)
    }

    private static func unknown(_ reader: ByteReader) -> ArchiveError {
        reader.damaged("this is no index of a form this program knows")
    }
}
