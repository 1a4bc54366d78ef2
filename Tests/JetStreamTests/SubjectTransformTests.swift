import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import JetStream

/// What is computed here beside what a server does.
@Suite(.world) struct `Subject transforms` {
    /// What a server makes of subjects; nil where it refuses the transform.
    private func served(_ source: String, _ destination: String, _ subjects: [String]) async throws -> [String]? {
        let world = try world()
        let made = try await world.answer(
            "STREAM.CREATE.T",
            [
                "name": "T", "storage": "memory",
                "subjects": ["in", "in.>", "other.>", "a", "a.>", "x.>", "ö.>"],
                "subject_transform": ["src": .string(source), "dest": .string(destination)],
            ])
        if made["error"] != nil { return nil }
        var stored: [String] = []
        for subject in subjects {
            guard let reply = try? await world.client.request(subject, timeout: .milliseconds(300)),
                let sequence = try JSONParser().parse(reply.payload).object?["seq"]
            else {
                stored.append("(lost)")
                continue
            }
            let got = try await world.answer("STREAM.MSG.GET.T", ["seq": sequence])
            stored.append(got["message"]?["subject"]?.string ?? "(lost)")
        }
        try await world.api("STREAM.DELETE.T")
        return stored
    }

    private func computed(_ source: String, _ destination: String, _ subjects: [String]) -> [String]? {
        guard let transform = try? SubjectTransform(source, to: destination) else { return nil }
        return subjects.map { transform.outcome(of: $0)?.subject ?? $0 }
    }

    private func compare(_ source: String, _ destination: String, _ subjects: [String]) async throws {
        let here = computed(source, destination, subjects)
        let there = try await served(source, destination, subjects)
        #expect(here?.map(shown) == there?.map(shown), "\(source) -> \(destination) of \(subjects)")
    }

    /// Torn letters are told as one mark each, or several.
    private func shown(_ subject: String) -> String {
        subject.split(separator: "\u{FFFD}", omittingEmptySubsequences: true).joined(separator: "\u{FFFD}")
            + (subject.hasSuffix("\u{FFFD}") ? "\u{FFFD}" : "")
    }

    private static let functions = [
        "$1", "$2", "$3", "$0", "$-1", "$x", "$", "{{wildcard(1)}}", "{{ Wildcard ( 2 ) }}", "{{wildcard(0)}}",
        "{{wildcard(-1)}}",
        "{{wildcard(3)}}", "{{WILDCARD(1)}}", "{{wildcard()}}", "{{wildcard(1,2)}}", "{{wildcard(x)}}", "{{wildcard(+1)}}",
        "{{partition(3,1)}}", "{{partition(10,1,2)}}", "{{Partition(10, 2, 1)}}", "{{partition(7)}}", "{{partition()}}",
        "{{partition(1,1)}}", "{{partition(5,1,1)}}", "{{partition(5,0)}}", "{{partition(2147483647,1)}}",
        "{{partition(2147483648,1)}}", "{{partition(x,1)}}", "{{partition(3,x)}}", "{{partition(3,9)}}",
        "{{split(1,-)}}", "{{split(2,-)}}", "{{Split(1, -)}}", "{{split(1,ab)}}", "{{split(1,)}}", "{{split(1)}}",
        "{{split(1,a,b)}}",
        "{{split(1,- )}}", "{{splitfromleft(1,2)}}", "{{splitFromLeft(1,0)}}", "{{SplitFromLeft(1,-1)}}",
        "{{splitfromleft(2,99)}}",
        "{{splitfromright(1,2)}}", "{{SplitFromRight(2,1)}}", "{{splitFromRight(1,100)}}", "{{slicefromleft(1,2)}}",
        "{{SliceFromLeft(1,3)}}", "{{sliceFromLeft(1,0)}}", "{{slicefromright(1,2)}}", "{{SliceFromRight(1,3)}}",
        "{{sliceFromRight(2,4)}}", "{{left(1,2)}}", "{{Left(2,1)}}", "{{left(1,0)}}", "{{left(1,-1)}}", "{{left(1,99)}}",
        "{{right(1,2)}}", "{{Right(2,3)}}", "{{right(1,0)}}", "{{left(1)}}", "{{random()}}", "{{unknown(1)}}", "{{x}}", "{{}}",
        "{{a",
        "a{{wildcard(1)}}", "{{wildcard(1)}}b", "lit", "*", "a b", "größe", "{{split(1,ö)}}", "{{left(1,3)}}",
    ]

    private static let words = [
        "a", "ab", "abc", "abcdefgh", "-", "a-b", "--a--b-", "a-", "-a", "ab-ab", "größe", "日本", "x1", "ö-ö",
    ]

    @Test(arguments: functions) func `do with each function what a server does`(_ function: String) async throws {
        let subjects =
            Self.words.flatMap { one in ["abcdefg", "q-w-e"].map { "in.\(one).\($0)" } } + ["in.a", "other.a.b", "in.a.b.c"]
        try await compare("in.*.*", "out." + function, subjects)
    }

    @Test func `do with whole subjects what a server does`() async throws {
        let subjects = ["a", "a.b", "a.b.c", "a.b.c.d", "x.a-b.y", "ö.b.c"]
        for (source, destination) in [
            ("", "x.>"), (">", "x.>"), (">", ">"), ("a.>", "z.>"), ("a.>", "z"), ("a.b", "z.y"), ("a.*", "$1.z.$1"),
            ("*.*", "$2.$1"),
            ("*.b.>", "$1.>"), ("*.>", "$1.x.>"), ("*", "out.$1"), ("a.*.c", "out"), ("a.*", "out.*"), ("a..b", "out"),
            ("a.b", "out."),
            ("a.>.b", "out.>"), ("a", ">"), ("*.*.*", "{{wildcard(3)}}.{{split(2,-)}}.{{left(1,1)}}"),
            ("a.b", "x.{{partition(5)}}"),
            ("a.b", "x.{{partition(5,1)}}"), ("a.b", "x.{{partition(7,9)}}"),
            ("a.b", "$0"), ("a.>", "$0.>"), ("a.>", "{{wildcard(0)}}.>"), ("a.>", "{{partition(7,0)}}.>"),
            ("a.>", "{{partition(7,1)}}.>"), ("a.b", "x.{{wildcard(1)}}"), ("a.b", "$1"), ("a.>", "{{partition(9)}}.>"),
            ("a b", "c"),
            ("a.b", "x.{{left(1,1)}}"), ("*.>", "{{partition(4,1)}}.>"), ("*.*", "{{wildcard(1)}}.{{partition(3,1,2)}}"),
        ] {
            try await compare(source, destination, subjects)
        }
    }

    @Test func `do what a server does with whatever may be written`() async throws {
        var random = SplitMix(seed: 20_261_121)
        for _ in 0..<250 {
            let sourceTokens = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                ["*", "*", "a", "b"].randomElement(using: &random) ?? "a"
            }
            let rest = Bool.random(using: &random)
            let source = (["in"] + sourceTokens + (rest ? [">"] : [])).joined(separator: ".")
            let known = Self.functions.filter { !$0.contains("random") }
            let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in known.randomElement(using: &random) ?? "x" }
            let destination = (parts + (rest ? [">"] : [])).joined(separator: ".")
            let subjects = (0..<6).map { _ in
                let count = sourceTokens.count + (rest ? Int.random(in: 0...2, using: &random) : 0)
                return
                    (["in"]
                    + (0..<count).map { place in
                        let token = place < sourceTokens.count ? sourceTokens[place] : "*"
                        return token == "*" ? Self.words.randomElement(using: &random) ?? "a" : token
                    }).joined(separator: ".")
            }
            try await compare(source, destination, subjects)
        }
    }

    @Test func `draw a number where they are random`() async throws {
        let transform = try SubjectTransform("in.*", to: "out.{{random(3)}}.$1")
        #expect(transform.isRandom && transform.since == "2.12")
        let here = Set((0..<200).compactMap { _ in transform.outcome(of: "in.a")?.subject })
        #expect(here == ["out.0.a", "out.1.a", "out.2.a"])
        let there = Set(try await served("in.*", "out.{{random(3)}}.$1", Array(repeating: "in.a", count: 200)) ?? [])
        #expect(there == here)
    }
}

/// The same numbers each time.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
