import JSON
import Testing

@testable import MCP

/// Resources, prompts and completions, over pipes because the host answers them in its own time.
struct OfferingsTests {
    private static func ask(_ host: any MCPHost, _ version: String, _ requests: String...) async throws -> [JSONValue] {
        let client = PipeClient(host: host)
        let stateless = version == "2026-07-28"
        if !stateless { try await client.handshake(version) }
        var answers: [JSONValue] = []
        for request in requests {
            let meta = stateless ? ",\(Transcript.envelope)" : ""
            let (method, params) = (request.prefix { $0 != " " }, request.drop { $0 != " " }.dropFirst())
            let members = params.isEmpty ? #""x":0"# : String(params)
            client.send(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(members)\#(meta)}}"#)
            answers.append(try await client.next())
        }
        return answers
    }

    private static func body(_ answer: JSONValue) -> JSONObject {
        var result = answer["result"]?.object ?? [:]
        result["_meta"] = nil
        return result
    }

    @Test func `capabilities name what the host conforms to`() {
        let limits = MCPLimits()
        let catalog = Catalog(host: RichHost(), limits: limits)
        let resources: JSONValue = ["subscribe": true, "listChanged": true]
        #expect(catalog.capabilities(.v2024_11_05) == ["tools": [:], "resources": resources, "prompts": [:]])
        for version in [ProtocolVersion.v2025_03_26, .v2025_11_25, .v2026_07_28] {
            #expect(
                catalog.capabilities(version) == ["tools": [:], "resources": resources, "prompts": [:], "completions": [:]])
        }
        let quiet = Catalog(host: RichHost(notifications: []), limits: limits)
        #expect(quiet.capabilities(.v2024_11_05) == ["tools": [:], "resources": [:], "prompts": [:]])
    }

    @Test func `resources are listed in pages and read`() async throws {
        let answers = try await Self.ask(
            RichHost(), "2025-06-18", "resources/list", #"resources/list "cursor":"2""#, #"resources/list "cursor":"3""#,
            "resources/templates/list", #"resources/read "uri":"test://a""#, #"resources/read "uri":"test://b""#)
        #expect(Self.body(answers[0]) == ["resources": [["uri": "test://a", "name": "a", "title": "A"]], "nextCursor": "2"])
        #expect(Self.body(answers[1]) == ["resources": [["uri": "test://b", "name": "b", "description": "B."]]])
        #expect(answers[2]["error"]?["code"] == -32602)
        #expect(
            Self.body(answers[3]) == [
                "resourceTemplates": [["uriTemplate": "test://{name}", "name": "any", "title": "Any", "mimeType": "text/plain"]]
            ])
        #expect(Self.body(answers[4]) == ["contents": [["uri": "test://a", "mimeType": "text/plain", "text": "hello"]]])
        #expect(Self.body(answers[5]) == ["contents": [["uri": "test://b", "blob": "AAE="]]])
    }

    @Test func `lists and contents of the stateless era say how long they hold`() async throws {
        let answers = try await Self.ask(
            RichHost(), "2026-07-28", "resources/list", "resources/templates/list", #"resources/read "uri":"test://a""#,
            "prompts/list", "tools/list")
        for (answer, lifetime) in zip(answers, [0, 300_000, 0, 300_000, 300_000] as [JSONValue]) {
            let body = Self.body(answer)
            #expect(body["resultType"] == "complete" && body["ttlMs"] == lifetime && body["cacheScope"] == "private")
        }
    }

    @Test(arguments: [("2025-11-25", -32002), ("2026-07-28", -32602)])
    func `a resource that isn't there has the era's code and its address`(version: String, code: Int) async throws {
        let answers = try await Self.ask(
            RichHost(), version, #"resources/read "uri":"test://no""#, #"resources/read "uri":"test://empty""#,
            #"resources/read "uri":"test://broken""#, "resources/read")
        #expect(answers[0]["error"]?["code"] == JSONValue(code))
        #expect(answers[0]["error"]?["data"] == ["uri": "test://no"])
        #expect(answers[1]["error"]?["code"] == JSONValue(code))
        #expect(answers[2]["error"] == ["code": -32603, "message": "The store can't be reached"])
        #expect(answers[3]["error"]?["code"] == -32602)
    }

    @Test func `a prompt is filled in once its required arguments are there`() async throws {
        let answers = try await Self.ask(
            RichHost(), "2025-11-25", #"prompts/get "name":"greet","arguments":{"who":"Ann"}"#, #"prompts/get "name":"greet""#,
            #"prompts/get "name":"greet","arguments":{"who":5}"#, #"prompts/get "name":"no""#, "prompts/list")
        #expect(
            Self.body(answers[0]) == [
                "description": "Greets.", "messages": [["role": "user", "content": ["type": "text", "text": "Hello Ann"]]],
            ])
        for answer in answers[1...3] { #expect(answer["error"]?["code"] == -32602) }
        #expect(answers[4]["result"]?["prompts"]?.array?.first?["arguments"]?.array?.count == 2)
    }

    @Test(arguments: ["2025-03-26", "2025-11-25", "2026-07-28"])
    func `a hundred completions at most are sent, with word of more`(version: String) async throws {
        let answers = try await Self.ask(
            RichHost(), version,
            #"completion/complete "ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"who","value":"A"}"#,
            #"completion/complete "ref":{"type":"ref/tool","name":"greet"},"argument":{"name":"who","value":"A"}"#,
            #"completion/complete "ref":{"type":"ref/prompt","name":"greet"}"#)
        let completion = answers[0]["result"]?["completion"]
        #expect(completion?["values"]?.array?.count == 100 && completion?["hasMore"] == true)
        #expect(answers[1]["error"]?["code"] == -32602 && answers[2]["error"]?["code"] == -32602)
    }

    @Test func `arguments filled in before reach the completion`() async throws {
        let answers = try await Self.ask(
            RichHost(), "2025-06-18",
            #"completion/complete "ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"who","value":"A"},"#
                + #""context":{"arguments":{"how":"!"}}"#)
        #expect(answers[0]["result"]?["completion"]?["values"]?.array?.first == "A0!")
    }
}
