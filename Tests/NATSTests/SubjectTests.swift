import Testing

@testable import NATS

/// Subjects, filters, headers, permissions: the rules that need no server.
@Suite struct SubjectTests {
    @Test(arguments: ["a", "a.b.c", "$JS.API.INFO", "ü.ö", "a*b.c>d", "_INBOX.x.1"])
    func `a subject is taken`(subject: String) throws {
        try NATSSubject.validate(subject)
        try NATSSubject.validateFilter(subject)
    }

    @Test(arguments: ["", ".", "a.", ".a", "a..b", "a b", "a\r\nb", "a\u{7F}", "a\u{0}", String(repeating: "x", count: 4000)])
    func `what is no subject is no filter either`(subject: String) {
        #expect(throws: NATSError.self) { try NATSSubject.validate(subject) }
        #expect(throws: NATSError.self) { try NATSSubject.validateFilter(subject) }
    }

    @Test func `wildcards are for filters, and the greater sign for their end`() throws {
        for filter in ["*", ">", "a.*.b", "a.>"] {
            try NATSSubject.validateFilter(filter)
            #expect(throws: NATSError.self) { try NATSSubject.validate(filter) }
        }
        #expect(throws: NATSError.self) { try NATSSubject.validateFilter("a.>.b") }
        #expect(throws: NATSError.self) { try NATSSubject.validateFilter(">.a") }
    }

    @Test(arguments: [
        ("a.b", "a.b", true), ("a.b", "a.c", false), ("a.*", "a.b", true), ("a.*", "a", false), ("a.*", "a.b.c", false),
        ("a.>", "a.b", true), ("a.>", "a.b.c", true), ("a.>", "a", false), (">", "a", true), ("*", "a.b", false),
        ("a.*", "a.*", true), ("a.>", "a.*", true), ("a.*", "a.>", false), ("a.>", "a.>", true), ("a.b", "a.*", false),
        ("a*", "ab", false),
    ])
    func `a filter takes a subject, or all that another filter takes`(filter: String, subject: String, matches: Bool) {
        #expect(NATSSubject.matches(filter, subject) == matches)
    }

    @Test(arguments: [
        ("a.b", "a.b", true), ("a.*", "*.b", true), ("a.>", "*.b.c", true), ("a.>", "a", false), ("a.b", "a.c", false),
        ("a.*", "a.*.c", false), (">", "x.y", true),
    ])
    func `two filters overlap when one subject is taken by both`(one: String, other: String, overlap: Bool) {
        #expect(NATSSubject.overlap(one, other) == overlap)
        #expect(NATSSubject.overlap(other, one) == overlap)
    }

    @Test func `permissions: a denial wins, nothing allowed by name is everything`() {
        let rules = NATSPermissions(
            publish: .init(allow: ["a.>", "b"], deny: ["a.x.*"]),
            subscribe: .init(allow: ["e.*", "w q*", "v q1"], deny: ["e.x", "z q"]))
        #expect(rules.allowsPublish("a.b") && rules.allowsPublish("b") && rules.allowsPublish("a.x"))
        #expect(!rules.allowsPublish("c") && !rules.allowsPublish("a.x.y"))
        #expect(rules.allowsSubscribe("e.*") && rules.allowsSubscribe("e.y") && !rules.allowsSubscribe("e.x"))
        #expect(!rules.allowsSubscribe("e.>") && !rules.allowsSubscribe(">"))
        #expect(
            !rules.allowsSubscribe("v") && rules.allowsSubscribe("v", queue: "q1") && !rules.allowsSubscribe("v", queue: "q2"))
        let open = NATSPermissions(publish: .init(deny: ["s.>"]))
        #expect(open.allowsPublish("x") && !open.allowsPublish("s.1") && open.allowsSubscribe(">"))
        let replier = NATSPermissions(publish: .init(allow: ["a"], deny: ["d"]), allowsResponses: true)
        #expect(replier.allowsPublish("_INBOX.x") && !replier.allowsPublish("d"))
    }

    @Test func `a header block is read with its status`() throws {
        let block = try NATSHeaderBlock(Array("NATS/1.0 404 Message Not Found\r\nA: 1\r\nB:two \r\nA:  3\r\nEmpty:\r\n\r\n".utf8))
        #expect(block.status == 404)
        #expect(block.statusDescription == "Message Not Found")
        #expect(block.headers.values("A") == ["1", "3"])
        #expect(block.headers["B"] == "two")
        #expect(block.headers["Empty"] == "")
        let plain = try NATSHeaderBlock(Array("NATS/1.0\r\nUrl: http://x:1\r\n folded\r\n\r\n".utf8))
        #expect(plain.status == nil)
        #expect(plain.statusDescription == nil)
        #expect(plain.headers["Url"] == "http://x:1 folded")
        let broken = try NATSHeaderBlock(Array("NATS/1.0\r\nA: ".utf8) + [0xFF, 0x0D, 0x0A, 0x0D, 0x0A])
        #expect(broken.headers["A"] == "\u{FFFD}")
    }

    @Test(arguments: ["", "HTTP/1.1\r\n\r\n", "NATS/1.0\r\nno colon\r\n\r\n", "NATS/1.0\r\n: no name\r\n\r\n"])
    func `what is no header block is refused`(text: String) {
        #expect(throws: NATSError.self) { try NATSHeaderBlock(Array(text.utf8)) }
    }

    @Test func `a denial is read from the server's words`() {
        #expect(PermissionDenial("Permissions Violation for Publish to \"a.b\"") == PermissionDenial(.publish, subject: "a.b"))
        #expect(
            PermissionDenial("'Permissions Violation for Subscription to \"w\" using queue \"q\"'")
                == PermissionDenial(.subscribe, subject: "w"))
        #expect(PermissionDenial("Stale Connection") == nil)
    }

    @Test func `a library older than its headers is refused, the same and newer ones are not`() throws {
        try NATSLibrary.check()
        try NATSLibrary.check(built: 0x030401, running: 0x030400)
        try NATSLibrary.check(built: 0x030401, running: 0x030A01)
        let error = #expect(throws: NATSError.self) { try NATSLibrary.check(built: 0x030E00, running: 0x030401) }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("3.14.0") == true)
        #expect(error?.message.contains("3.4.1") == true)
    }
}
