import Testing

@testable import Archive

struct S2Tests {
    @Test func `checksums are Castagnoli's`() {
        // RFC 3720, appendix B.4, and the check value of the polynomial.
        #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.of(Array(0..<32)) == 0x46DD_794E)
        #expect(CRC32C.of(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.of([]) == 0)
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    struct Block: Sendable, CustomTestStringConvertible {
        let encoded: [UInt8]
        let content: [UInt8]

        var testDescription: String { "\(encoded.count) bytes for \(content.count)" }
    }

    static let blocks: [Block] = pairs.map { Block(encoded: $0.0, content: $0.1) }

    private static let pairs: [([UInt8], [UInt8])] = [
        ([0], []),
        // Literals, with the length in the tag, and in one to four bytes behind it.
        ([3, 2 << 2] + text("abc"), text("abc")),
        ([3, 60 << 2, 2] + text("abc"), text("abc")),
        ([3, 61 << 2, 2, 0] + text("abc"), text("abc")),
        ([3, 62 << 2, 2, 0, 0] + text("abc"), text("abc")),
        ([3, 63 << 2, 2, 0, 0, 0] + text("abc"), text("abc")),
        // Copies with one, two and four bytes of offset; the second overlaps what it makes.
        ([7, 2 << 2] + text("abc") + [0 << 2 | 1, 3], text("abcabca")),
        ([8, 2 << 2] + text("abc") + [4 << 2 | 2, 1, 0], text("abcccccc")),
        ([6, 2 << 2] + text("abc") + [2 << 2 | 3, 3, 0, 0, 0], text("abcabc")),
        // Repeats of the last offset: short, and with one, two and three bytes of length.
        ([10, 2 << 2] + text("abc") + [2 << 2 | 2, 3, 0, 0 << 2 | 1, 0], text("abcabcabca")),
        ([14, 2 << 2] + text("abc") + [2 << 2 | 2, 3, 0, 5 << 2 | 1, 0, 0], text("abcabcabcabcab")),
        (
            [0x8A, 2, 2 << 2] + text("abc") + [2 << 2 | 2, 1, 0, 6 << 2 | 1, 0, 0, 0],
            text("ab") + [UInt8](repeating: 0x63, count: 264)
        ),
        (
            [0x8A, 0x80, 4, 2 << 2] + text("abc") + [2 << 2 | 2, 1, 0, 7 << 2 | 1, 0, 0, 0, 0],
            text("ab") + [UInt8](repeating: 0x63, count: 65544)
        ),
    ]

    @Test(arguments: blocks)
    func `every element of a block is decoded`(_ block: Block) throws {
        #expect(S2Block.decode(block.encoded) == block.content)
        let file = Framing.identifier + Framing.block(block.content, encoded: block.encoded)
        #expect(try Framing.content(of: file) == block.content)
    }

    static let faulty: [(String, [UInt8])] = [
        ("nothing", []),
        ("a length that does not end", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80]),
        ("more than a block may have", [0x81, 0x80, 0x80, 2]),
        ("a literal that is longer than the input", [3, 2 << 2, 97]),
        ("a literal that is longer than the output", [2, 2 << 2, 97, 98, 99]),
        ("too little", [4, 2 << 2, 97, 98, 99]),
        ("a copy from before the beginning", [7, 2 << 2, 97, 98, 99, 0 << 2 | 1, 4]),
        ("a copy of nothing", [4, 0, 97, 2 << 2 | 2, 0, 0]),
        ("a repeat without anything to repeat", [5, 0, 97, 0 << 2 | 1, 0]),
        ("a copy that is longer than the output", [4, 0, 97, 5 << 2 | 2, 1, 0]),
        ("a copy that is cut", [4, 0, 97, 5 << 2 | 2, 1]),
        ("a repeat that is cut", [4, 0, 97, 0 << 2 | 2, 1, 0, 7 << 2 | 1, 0, 0]),
        ("an offset of four bytes that is far too large", [4, 0, 97, 2 << 2 | 3, 255, 255, 255, 255]),
    ]

    @Test(arguments: faulty)
    func `a block that is none is refused`(what: String, bytes: [UInt8]) {
        #expect(S2Block.decode(bytes) == nil, "\(what)")
    }

    private func code(_ file: [UInt8]) -> String? {
        do {
            _ = try Framing.content(of: file)
            return nil
        } catch {
            return (error as? ArchiveError)?.code
        }
    }

    @Test func `frames are held to what they are`() throws {
        let block = Framing.block(Self.text("abc"))
        // What is made to be passed over is: an index, padding, and kinds of the future.
        let passed = [0xFE, 0x99, 0x80].flatMap { Framing.frame($0, [1, 2, 3]) }
        #expect(try Framing.content(of: Framing.identifier + passed + block) == Self.text("abc"))
        let snappy = [0xFF, 6, 0, 0] + Self.text("sNaPpY")
        #expect(try Framing.content(of: snappy + block + Framing.identifier + block) == Self.text("abcabc"))
        #expect(code([]) == "archive_truncated")
        #expect(code(block) == "archive_unknown")
        #expect(code(Self.text("{\"config\":{}}")) == "archive_unknown")
        #expect(code(Framing.frame(0xFF, Self.text("S2sTwX"))) == "archive_unknown")
        #expect(code(Framing.identifier + Framing.frame(0xFF, Self.text("S2sTwX"))) == "archive_damaged")
        #expect(code(Framing.identifier + Framing.frame(2, [1, 2, 3])) == "archive_damaged")
        #expect(code(Framing.identifier + Framing.frame(1, [1, 2, 3])) == "archive_damaged")
        #expect(code(Framing.identifier + block.dropLast()) == "archive_truncated")
        #expect(code(Framing.identifier + [1]) == "archive_truncated")
        var flipped = block
        flipped[9] ^= 1
        #expect(code(Framing.identifier + flipped) == "archive_damaged")
    }
}
