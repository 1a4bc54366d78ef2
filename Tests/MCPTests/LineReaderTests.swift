import Testing

@testable import MCP

struct LineReaderTests {
    private static func read(_ pieces: [[UInt8]], limit: Int = 1000) -> [LineReader.Line] {
        var reader = LineReader(limit: limit)
        var lines: [LineReader.Line] = []
        for piece in pieces {
            reader.push(piece[...])
            while let line = reader.next() { lines.append(line) }
        }
        if let line = reader.finish() { lines.append(line) }
        return lines
    }

    private static func text(_ text: String) -> LineReader.Line { .text(Array(text.utf8)) }

    @Test func `lines are the same wherever the stream is split`() {
        let stream = Array("\u{FEFF}{\"a\":1}\r\n\n  \t\r\n{\"b\":\"é\u{2028}\"}\n0123456789ABCDEF\nx\nlast".utf8)
        let expected: [LineReader.Line] = [
            Self.text(#"{"a":1}"#), Self.text("{\"b\":\"é\u{2028}\"}"), .tooLong, Self.text("x"), Self.text("last"),
        ]
        for first in 0...stream.count {
            for second in first...stream.count {
                let pieces = [Array(stream[..<first]), Array(stream[first..<second]), Array(stream[second...])]
                #expect(Self.read(pieces, limit: 15) == expected, "split at \(first) and \(second)")
            }
        }
        #expect(Self.read(stream.map { [$0] }, limit: 15) == expected)
    }

    @Test func `a line of exactly the limit is taken`() {
        #expect(Self.read([Array("12345\n".utf8)], limit: 5) == [Self.text("12345")])
        #expect(Self.read([Array("123456\n".utf8)], limit: 5) == [.tooLong])
    }

    @Test func `a line that never ends is reported once and kept nowhere`() {
        var reader = LineReader(limit: 10)
        var reports = 0
        for _ in 0..<1000 {
            reader.push([UInt8](repeating: 65, count: 100)[...])
            while let line = reader.next() { if line == .tooLong { reports += 1 } }
        }
        #expect(reports == 1)
        reader.push([10, 66, 10])
        #expect(reader.next() == Self.text("B"))
        #expect(reader.finish() == nil)
    }

    @Test func `many lines in one piece come out in order`() {
        let stream = Array((0..<20_000).map { "\($0)\n" }.joined().utf8)
        #expect(Self.read([stream]) == (0..<20_000).map { Self.text("\($0)") })
    }

    @Test func `nothing makes no line`() {
        #expect(Self.read([]) == [])
        #expect(Self.read([[10], [13, 10], [32]]) == [])
    }
}
