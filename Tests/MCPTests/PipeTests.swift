import JSON
import Synchronization
import Testing

@testable import MCP

/// The server over real pipes, with everything the session alone doesn't have: threads, tasks, a client that stalls.
@Suite(.timeLimit(.minutes(2)))
struct PipeTests {
    @Test func `a session is served and ends with the input`() async throws {
        let client = PipeClient()
        try await client.handshake()
        client.call(1, "echo", #"{"a":[1,2]}"#)
        let answer = try await client.next()
        #expect(answer["id"] == 1)
        #expect(answer["result"]?["structuredContent"] == ["a": [1, 2]])
        client.closeInput()
        try await client.ended()
        #expect(try await client.rest().isEmpty)
    }

    @Test func `a request cut anywhere is the same request`() async throws {
        let client = PipeClient()
        let line = Array(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#.utf8) + [13, 10]
        for cut in 1..<line.count {
            client.write(Array(line[..<cut]))
            client.write(Array(line[cut...]))
        }
        for _ in 1..<line.count { #expect(try await client.next() == ["jsonrpc": "2.0", "id": 1, "result": [:]]) }
    }

    @Test func `an unterminated last line is answered after the end of input`() async throws {
        let client = PipeClient()
        client.write(Array(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#.utf8))
        client.closeInput()
        #expect(try await client.rest() == [["jsonrpc": "2.0", "id": 1, "result": [:]]])
        try await client.ended()
    }

    @Test func `a line above the limit is refused and the next is served`() async throws {
        let client = PipeClient()
        try await client.handshake()
        client.write([UInt8](repeating: UInt8(ascii: "x"), count: (8 << 20) + 1) + [10])
        client.send(#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#)
        let refusal = try await client.next()
        #expect(refusal["id"] == .null && refusal["error"]?["code"] == -32600)
        #expect(try await client.next()["id"] == 2)
    }

    @Test func `pings overtake slow calls`() async throws {
        let host = FixtureHost()
        let client = PipeClient(host: host)
        try await client.handshake()
        client.call(1, "wait")
        client.send(#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#)
        #expect(try await client.next()["id"] == 2)
        host.gate.open()
        #expect(try await client.next()["id"] == 1)
    }

    @Test func `a cancelled call stops and is never heard of again`() async throws {
        let host = FixtureHost()
        let client = PipeClient(host: host)
        try await client.handshake()
        client.call(1, "wait")
        await host.gate.arrivals(1)
        client.send(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#)
        client.call(2, "echo")
        client.closeInput()
        let rest = try await client.rest()
        #expect(rest.map { $0["id"] } == [2])
    }

    @Test func `progress comes before the answer`() async throws {
        let client = PipeClient()
        try await client.handshake()
        client.send(
            #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"steps","_meta":{"progressToken":9}}}"#)
        let report = try await client.next()
        #expect(report["method"] == "notifications/progress")
        #expect(report["params"] == ["progressToken": 9, "progress": 1, "total": 3, "message": "step 1"])
        #expect(try await client.next()["id"] == 1)
    }

    @Test func `two hundred big answers reach a slow reader whole, each once`() async throws {
        let client = PipeClient()
        try await client.handshake()
        let size = 100_000
        for id in 1...200 { client.call(id, "big", #"{"bytes":\#(size)}"#) }
        var seen: Set<Int> = []
        for count in 1...200 {
            if count.isMultiple(of: 20) { try await Task.sleep(for: .milliseconds(5)) }
            let answer = try await client.next()
            let id = try #require(answer["id"]?.int)
            #expect(seen.insert(id).inserted)
            #expect(answer["result"]?["structuredContent"]?["text"]?.string?.utf8.count == size)
        }
        client.closeInput()
        #expect(try await client.rest().isEmpty)
    }

    @Test func `a client that doesn't read stalls neither reading nor other calls`() async throws {
        let host = FixtureHost()
        let client = PipeClient(host: host)
        try await client.handshake()
        for id in 1...20 { client.call(id, "big", #"{"bytes":100000}"#) }
        for id in 21...24 { client.call(id, "wait") }
        // The client hasn't read a byte of 4 MB; that these calls begin shows that requests are still taken.
        await host.gate.arrivals(4)
        host.gate.open()
        var seen: Set<Int> = []
        for _ in 1...24 { seen.insert(try #require(try await client.next()["id"]?.int)) }
        #expect(seen == Set(1...24))
    }

    @Test func `what is done when the input ends is still written`() async throws {
        let host = FixtureHost()
        let client = PipeClient(host: host)
        try await client.handshake()
        for id in 1...40 { client.call(id, "wait") }
        await host.gate.arrivals(32)
        client.closeInput()
        host.gate.open()
        #expect(Set(try await client.rest().compactMap { $0["id"]?.int }) == Set(1...40))
    }

    @Test func `a call that ignores everything doesn't hold up the end`() async throws {
        let host = FixtureHost()
        let client = PipeClient(host: host)
        try await client.handshake()
        client.call(1, "stubborn")
        client.call(2, "wait")
        await host.gate.arrivals(2)
        client.closeInput()
        // Returns although the call never does.
        try await client.ended()
        let rest = try await client.rest()
        #expect(rest.first { $0["id"] == 1 }?["error"]?["code"] == -32603)
        #expect(rest.first { $0["id"] == 2 }?["result"]?["structuredContent"] == ["cancelled": true])
        #expect(rest.count == 2)
        host.gate.open()
    }

    @Test func `a client that doesn't read doesn't hold up the end`() async throws {
        let client = PipeClient()
        try await client.handshake()
        for id in 1...20 { client.call(id, "big", #"{"bytes":100000}"#) }
        client.closeInput()
        try await client.ended()
        // What was written before is whole; the rest was given up.
        #expect(try await client.rest().count < 20)
    }

    @Test func `stop ends the run while the input stays open`() async throws {
        let host = FixtureHost()
        let client = PipeClient(host: host)
        try await client.handshake()
        client.send(
            #"{"jsonrpc":"2.0","id":"l","method":"subscriptions/listen","params":{"notifications":{},\#(Transcript.envelope)}}"#)
        #expect(try await client.next()["method"] == "notifications/subscriptions/acknowledged")
        client.stop()
        try await client.ended()
        #expect(try await client.rest().map { $0["id"] } == ["l"])
    }

    @Test func `a question waits for its answer while everything else goes on`() async throws {
        let client = PipeClient()
        try await client.handshake(capabilities: #"{"elicitation":{}}"#)
        client.call(1, "ask")
        let question = try await client.next()
        #expect(question["method"] == "elicitation/create")
        client.send(#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#)
        #expect(try await client.next()["id"] == 2)
        client.send(#"{"jsonrpc":"2.0","id":\#(question["id"]?.text ?? ""),"result":{"action":"accept","content":{"yes":true}}}"#)
        let answer = try await client.next()
        #expect(answer["result"]?["structuredContent"] == ["accepted": ["yes": true]])
    }

    @Test func `nobody answers and the question is taken back`() async throws {
        var limits = MCPLimits()
        limits.answer = .milliseconds(20)
        let client = PipeClient(limits: limits)
        try await client.handshake(capabilities: #"{"elicitation":{}}"#)
        client.call(1, "ask")
        #expect(try await client.next()["method"] == "elicitation/create")
        #expect(try await client.next()["method"] == "notifications/cancelled")
        #expect(try await client.next()["result"]?["isError"] == true)
    }

    @Test func `in the stateless era the second call brings the answer`() async throws {
        let client = PipeClient()
        let call = #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask",\#(Transcript.eliciting)"#
        client.send(call + "}}")
        let first = try await client.next()
        #expect(first["result"]?["resultType"] == "input_required")
        let state = try #require(first["result"]?["requestState"]).text
        client.send(call + #","requestState":\#(state)}}"#)
        #expect(try await client.next()["result"]?["resultType"] == "input_required", "no answer: asked again")
        client.send(call + #","requestState":\#(state),"inputResponses":{"confirm":{"action":"accept","content":{"yes":1}}}}}"#)
        #expect(try await client.next()["result"]?["resultType"] == "input_required", "the answer doesn't fit the form")
        client.send(
            call + #","requestState":\#(state),"inputResponses":{"confirm":{"action":"accept","content":{"yes":true}}}}}"#)
        #expect(try await client.next()["result"]?["structuredContent"] == ["accepted": ["yes": true]])
    }

    @Test func `an answer to a question whose ground has changed doesn't count`() async throws {
        let host = FixtureHost()
        let client = PipeClient(host: host)
        let call = #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask",\#(Transcript.eliciting)"#
        let yes = #","inputResponses":{"confirm":{"action":"accept","content":{"yes":true}}}}}"#
        client.send(call + "}}")
        let first = try #require(try await client.next()["result"]?["requestState"]).text
        host.world.state.withLock { $0 = "state 2" }
        client.send(call + #","requestState":\#(first)"# + yes)
        let again = try await client.next()
        #expect(again["result"]?["resultType"] == "input_required")
        let second = try #require(again["result"]?["requestState"]).text
        client.send(call + #","requestState":\#(second)"# + yes)
        #expect(try await client.next()["result"]?["structuredContent"] == ["accepted": ["yes": true]])
    }

    @Test func `a client that is gone ends the run`() async throws {
        let host = FixtureHost()
        let pipes = BrokenOutput()
        let server = MCPServer(host: host)
        pipes.send(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
        // The input stays open: only the failing write can end this.
        try await server.run(input: pipes.input, output: pipes.output)
    }
}
