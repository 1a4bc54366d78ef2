import JSON
import Model
import NATS
import Platform
import Testing

@testable import Operator

@Suite struct `Numbers in results` {
    @Test func `that a double would round have their digits beside them`() {
        let marked = ExactNumbers.marked([
            "small": 9_007_199_254_740_992, "large": 9_007_199_254_740_993, "huge": JSONValue(UInt64.max),
            "low": -9_007_199_254_740_993, "list": [["in": JSONValue(UInt64.max)]],
        ])
        #expect(marked.keys == ["small", "large", "large_exact", "huge", "huge_exact", "low", "low_exact", "list"])
        #expect(marked["large_exact"] == "9007199254740993")
        #expect(marked["huge_exact"] == "18446744073709551615")
        #expect(marked["low_exact"] == "-9007199254740993")
        #expect(marked["list"]?.array?.first?["in_exact"] == "18446744073709551615")
    }

    @Test func `in what users stored stay as they are`() {
        let object: JSONObject = ["payload": ["json": ["n": JSONValue(UInt64.max), "deep": [["m": JSONValue(UInt64.max)]]]]]
        #expect(ExactNumbers.marked(object) == object)
        let mixed = ExactNumbers.marked(["sequence": JSONValue(UInt64.max), "payload": ["json": ["n": JSONValue(UInt64.max)]]])
        #expect(mixed["sequence_exact"] != nil)
        #expect(mixed["payload"]?["json"]?.object?.keys == ["n"])
    }
}

@Suite struct `A payload` {
    private func shown(_ bytes: [UInt8], _ limit: Int = 1000) -> JSONObject { Payload.shown(bytes, limit: limit) }
    private func shown(_ text: String, _ limit: Int = 1000) -> JSONObject { shown(Array(text.utf8), limit) }

    @Test func `that is JSON is shown as JSON`() {
        #expect(shown("{\"a\":[1,2]}")["json"]?["a"] == [1, 2])
        #expect(shown(" \n [1]")["json"] == [1])
        #expect(shown("[1]")["encoding"] == "json")
    }

    @Test(arguments: ["{\"a\":", "{\"a\":1,\"a\":2}", "5", "\"text\"", "null", "plain", "[1] tail"])
    func `that only looks like JSON is text`(_ text: String) {
        #expect(shown(text)["text"] == .string(text))
        #expect(shown(text)["encoding"] == "text")
    }

    @Test func `that is no text is base64`() {
        #expect(shown([0xFF, 0xFE, 0])["base64"] == "//4A")
        #expect(shown([0xFF, 0xFE, 0])["size"] == 3)
    }

    @Test func `that is empty has a size and nothing else`() { #expect(shown([]) == ["size": 0]) }

    @Test(arguments: Array(1...12))
    func `is never cut inside a character`(_ limit: Int) throws {
        let text = "aé€😀bé€😀"
        let object = shown(text, limit)
        let shown = try #require(object["text"]?.string)
        #expect(text.hasPrefix(shown))
        #expect(shown.utf8.count <= limit && shown.utf8.count > limit - 4)
        #expect(object["truncated"] == true)
        #expect(object["size"] == JSONValue(text.utf8.count))
    }

    @Test func `is cut in every encoding, and says so`() {
        let json = shown("{\"a\":\"" + String(repeating: "x", count: 500) + "\"}", 100)
        #expect(json["encoding"] == "text")
        #expect(json["truncated"] == true)
        let binary = shown([UInt8](repeating: 0xFF, count: 500), 100)
        #expect((binary["base64"]?.string?.count ?? 0) <= 100)
        #expect(binary["truncated"] == true)
        let none = shown("text", 0)
        #expect(none["truncated"] == true)
        #expect(none["size"] == 4)
    }

    @Test func `has headers with several values as lists`() {
        var headers: NATSHeaders = ["A": "1"]
        headers.append("B", "2")
        headers.append("A", "3")
        headers.append("A", "4")
        #expect(Payload.headers(headers) == ["A": ["1", "3", "4"], "B": "2"])
    }
}

@Suite struct `Names` {
    @Test(arguments: [
        ("ORDRES", "ORDERS"), ("orders", "ORDERS"), ("ORDER", "ORDERS"), ("EVENT", "EVENTS"), ("EVENTSS", "EVENTS"),
    ])
    func `that somebody mistyped are found`(_ typed: String, _ meant: String) {
        #expect(Nearest.names(to: typed, among: ["EVENTS", "ORDERS", "USERS", "KV_config"]).first == meant)
    }

    @Test func `that are nothing alike are not offered`() {
        #expect(Nearest.names(to: "xyz", among: ["ORDERS", "EVENTS"]).isEmpty)
        #expect(Nearest.names(to: "", among: ["ORDERS"]).isEmpty)
        #expect(Nearest.names(to: "S", among: (0..<10).map { "S\($0)" }).count == 3)
    }

    @Test(arguments: [
        ("ORD*", "ORDERS", true), ("*", "", true), ("", "", true), ("", "x", false), ("*S", "ORDERS", true),
        ("O?D*", "ORDERS", true),
        ("*R*E*", "ORDERS", true), ("ORDERS", "ORDER", false), ("?", "", false), ("a*b*c", "aXbXbXc", true),
        ("a*b", "aXc", false),
        ("**", "x", true), ("?", "é", true), ("ü*", "über", true), ("gr??n", "grüßn", true),
    ])
    func `match patterns`(_ pattern: String, _ name: String, _ expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }
}
