import Testing

@testable import NATS

/// Answers without a payload, found in what a server sends.
@Suite struct BareAnswerTests {
    private static let prefix = "_INBOX.abcdefghijklmnopqrstuv."
    private static let refused = "NATS/1.0 503\r\n\r\n"

    private static func answer(_ subject: String, _ block: String, _ payload: String = "", reply: String? = nil) -> String {
        let sizes = block.isEmpty ? "\(payload.utf8.count)" : "\(block.utf8.count) \(block.utf8.count + payload.utf8.count)"
        let way = reply.map { "7 \($0)" } ?? "7"
        return "\(block.isEmpty ? "MSG" : "HMSG") \(subject) \(way) \(sizes)\r\n\(block)\(payload)\r\n"
    }

    /// What is found when the bytes come in these pieces.
    private func found(_ pieces: [ArraySlice<UInt8>]) -> [BareAnswer] {
        var bare = BareAnswers(prefix: Self.prefix)
        return pieces.flatMap { piece in piece.withUnsafeBytes { bare.take($0) } }
    }

    private func found(_ text: String) -> [BareAnswer] { found([Array(text.utf8)[...]]) }

    private static func bare(_ token: UInt64, _ block: String) -> BareAnswer {
        BareAnswer(token: token, headerBlock: Array(block.utf8))
    }

    @Test func `each is found once, wherever the bytes are parted`() {
        let long = "NATS/1.0\r\nLong: \(String(repeating: "x", count: 3000))\r\nEmpty: \r\n\r\n"
        let forged = Self.answer("\(Self.prefix)99", Self.refused)
        let text =
            Self.answer("\(Self.prefix)7", Self.refused) + "PING\r\n" + Self.answer("\(Self.prefix)8", "", forged) + "+OK\r\n"
            + Self.answer("\(Self.prefix)12345678901", long) + "INFO {\"x\":\"MSG \(String(repeating: "y", count: 20_000))\"}\r\n"
            + Self.answer("\(Self.prefix)9", "NATS/1.0\r\nA: b\r\n\r\n", forged) + Self.answer("\(Self.prefix)10", "")
            + "-ERR 'x'\r\nPONG\r\n" + Self.answer("\(Self.prefix)11", "NATS/1.0 404 Not Found\r\n\r\n", reply: "_R_.1 2")
        let bytes = Array(text.utf8)
        let expected = [
            Self.bare(7, Self.refused), Self.bare(12_345_678_901, long), Self.bare(10, ""),
            Self.bare(11, "NATS/1.0 404 Not Found\r\n\r\n"),
        ]
        #expect(found([bytes[...]]) == expected)
        for place in stride(from: 0, to: bytes.count, by: bytes.count > 20_000 ? 7 : 1) {
            #expect(found([bytes[..<place], bytes[place...]]) == expected, "parted at \(place)")
        }
        for size in [1, 2, 3, 5, 17, 100, 1023] {
            let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
            #expect(found(pieces) == expected, "in pieces of \(size)")
        }
        #expect(expected.map(\.isRefusal) == [true, false, false, false])
    }

    @Test func `nothing else is taken for one`() {
        for text in [
            // Another's inbox; with a payload; more behind the token; none; a size that is none.
            Self.answer("_INBOX.zzzzzzzzzzzzzzzzzzzzzz.1", Self.refused), Self.answer("\(Self.prefix)1", Self.refused, "hi"),
            Self.answer("\(Self.prefix)1", "", "hi"), Self.answer("\(Self.prefix)1.2", Self.refused),
            Self.answer("\(Self.prefix)", Self.refused), "HMSG \(Self.prefix)1 7 x y\r\n", "HMSG\r\nMSG \r\n\r\n",
        ] { #expect(found(text) == [], "\(text)") }
    }

    @Test func `a new connection begins with a line of its own`() {
        var bare = BareAnswers(prefix: Self.prefix)
        let half = Array("MSG \(Self.prefix)1 7 500\r\nonly so".utf8)
        #expect(half.withUnsafeBytes { bare.take($0) } == [])
        bare.reset()
        let next = Array(Self.answer("\(Self.prefix)2", Self.refused).utf8)
        #expect(next.withUnsafeBytes { bare.take($0) } == [Self.bare(2, Self.refused)])
    }
}
