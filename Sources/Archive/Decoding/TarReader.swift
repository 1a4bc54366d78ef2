/// Reads the entries of a tar (POSIX pax), one behind the other.
final class TarReader {
    struct Entry {
        let name: String
        let size: UInt64
        let isFile: Bool
    }

    private let reader: ByteReader
    private var current: PartSource?
    private var padding: UInt64 = 0

    init(_ reader: ByteReader) { self.reader = reader }

    /// The content of the entry that was last read.
    var content: PartSource { current ?? PartSource(reader, count: 0) }

    /// The next one; nil at the end that a whole tar has: two blocks of zeros.
    func next() throws(ArchiveError) -> Entry? {
        var long: (name: String?, size: UInt64?) = (nil, nil)
        while true {
            try current?.finish()
            try reader.skip(padding)
            (current, padding) = (nil, 0)
            let place = reader.offset
            let header = try reader.bytes(512)
            if header.allSatisfy({ $0 == 0 }) {
                guard try reader.bytes(512).allSatisfy({ $0 == 0 }) else {
                    throw reader.damaged("the tar header at byte \(place) is missing")
                }
                guard try reader.isAtEnd() else { throw reader.damaged("something follows the end of the tar") }
                return nil
            }
            guard Self.checksumHolds(header) else { throw reader.damaged("the tar header at byte \(place) is damaged") }
            guard let size = long.size ?? Self.number(header[124..<136]) else {
                throw reader.damaged("the tar header at byte \(place) has no size")
            }
            padding = (512 - size % 512) % 512
            let kind = header[156]
            if kind == UInt8(ascii: "x") || kind == UInt8(ascii: "g") {
                guard size <= 1 << 20 else { throw reader.damaged("the tar header at byte \(place) is too long") }
                let extended = try Self.records(try reader.bytes(Int(size)), reader)
                if kind == UInt8(ascii: "x") { long = extended }
                continue
            }
            current = PartSource(reader, count: size)
            let short = Self.text(header[0..<100])
            let prefix = Self.text(header[345..<500])
            return Entry(
                name: long.name ?? (prefix.isEmpty ? short : prefix + "/" + short), size: size,
                isFile: kind == UInt8(ascii: "0") || kind == 0)
        }
    }

    /// The sum of the header's bytes with spaces for the sum itself.
    private static func checksumHolds(_ header: [UInt8]) -> Bool {
        var sum: UInt64 = 8 * 32
        for (place, byte) in header.enumerated() where !(148..<156).contains(place) { sum += UInt64(byte) }
        return number(header[148..<156]) == sum
    }

    /// Octal digits, or big-endian bits behind a first bit that is set.
    private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        if let first = field.first, first & 0x80 != 0 {
            guard first == 0x80, field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
            let value = field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return value <= UInt64(Int64.max) ? value : nil
        }
        let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String { String(decoding: field.prefix { $0 != 0 }, as: UTF8.self) }

    /// The records `LENGTH KEY=VALUE\n` of an extended header, of which two matter.
    private static func records(
        _ bytes: [UInt8], _ reader: ByteReader
    ) throws(ArchiveError) -> (name: String?, size: UInt64?) {
        var found: (name: String?, size: UInt64?) = (nil, nil)
        var rest = bytes[...]
        while let space = rest.firstIndex(of: 32) {
            guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length > space - rest.startIndex + 1,
                length <= rest.count
            else { throw reader.damaged("an extended tar header is damaged") }
            let record = rest[space + 1..<rest.startIndex + length - 1]
            if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
                let value = String(decoding: record[(equals + 1)...], as: UTF8.self)
                switch String(decoding: record[..<equals], as: UTF8.self) {
                case "path": found.name = value
                case "size":
                    guard let size = UInt64(value), size <= UInt64(Int64.max) else {
                        throw reader.damaged("an extended tar header has a size that is none")
                    }
                    found.size = size
                default: break
                }
            }
            rest = rest[(rest.startIndex + length)...]
        }
        return found
    }
}
