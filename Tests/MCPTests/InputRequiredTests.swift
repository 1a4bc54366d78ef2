import JSON
import Testing

@testable import MCP

/// Asking a person in the stateless era: the question is the result, the answer comes with a second call.
struct InputRequiredTests {
    private static let ask = #"{"type":"object","properties":{"yes":{"type":"boolean"}},"required":["yes"]}"#
    private static let question = """
        {"resultType":"input_required","inputRequests":{"confirm":{"method":"elicitation/create","params":{"mode":"form",\
        "message":"Really?","requestedSchema":\(ask)}}},"requestState":"*",$S}
        """
    private static let accepted = #""inputResponses":{"confirm":{"action":"accept","content":{"yes":true}}}"#

    private static func asked() -> Transcript {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"a":1,"b":2},$E}}
            !! start 1
            == suspend 1
            << {"jsonrpc":"2.0","id":1,"result":\(question)}
            """)
        return session
    }

    /// The answers a retry brings to its call; nil when it is refused.
    private static func retry(_ session: inout Transcript, _ params: String) -> [GivenAnswer]? {
        let params = params.split(separator: "$", omittingEmptySubsequences: false).joined(
            separator: JSONValue.string(session.state).text)
        let line = #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{\#(params),\#(Transcript.eliciting)}}"#
        for action in session.session.receive(Incoming(.text(Array(line.utf8)), limit: 1 << 20), now: .now) {
            if case .start(let call) = action { return call.answers }
        }
        return nil
    }

    @Test func `the retry brings the answer to the question it was given for`() {
        var session = Self.asked()
        let given = Self.retry(&session, #""name":"ask","arguments":{"b":2,"a":1},"requestState":$,\#(Self.accepted)"#)
        #expect(given == [GivenAnswer(key: "confirm", fingerprint: "state 1", answer: .accept(["yes": true]))])
    }

    @Test(arguments: [
        "", #","inputResponses":{}"#, #","inputResponses":null"#, #","inputResponses":[]"#,
        #","inputResponses":{"other":{"action":"accept","content":{"yes":true}}}"#,
        #","inputResponses":{"confirm":{"action":"perhaps"}}"#, #","inputResponses":{"confirm":7}"#,
        #","inputResponses":{"confirm":{"action":"accept","content":5}}"#,
    ])
    func `without a valid answer the call begins with none, to ask again`(responses: String) {
        var session = Self.asked()
        #expect(Self.retry(&session, #""name":"ask","arguments":{"a":1,"b":2},"requestState":$\#(responses)"#) == [])
    }

    @Test func `an answer without the state it belongs to doesn't count`() {
        var session = Self.asked()
        #expect(Self.retry(&session, #""name":"ask","arguments":{"a":1,"b":2},\#(Self.accepted)"#) == [])
    }

    @Test func `every single changed character of the state is refused`() {
        let session = Self.asked()
        let sealed = Array(session.state.unicodeScalars)
        for index in sealed.indices {
            var changed = String.UnicodeScalarView(sealed)
            let at = changed.index(changed.startIndex, offsetBy: index)
            changed.replaceSubrange(at...at, with: [sealed[index] == "0" ? "1" : "0"])
            #expect(session.session.sealer.open(String(changed)) == nil, "position \(index)")
        }
        #expect(session.session.sealer.open(session.state) != nil)
    }

    @Test(arguments: ["7", #""""#, #""abc""#, #""00.{}""#, "{}"])
    func `a state that is none of ours is an error, no new question`(state: String) {
        var session = Self.asked()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"ask","requestState":\(state),\(Self.accepted),$E}}
            << {"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"*"}}
            """)
    }

    @Test func `a state of another call, another process or another time is an error`() {
        var session = Self.asked()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"ask","arguments":{"a":2},"requestState":$STATE,$E}}
            << {"jsonrpc":"2.0","id":3,"error":{"code":-32602,"message":"requestState belongs to another call; call again without it"}}
            >> {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"wait","arguments":{"a":1,"b":2},"requestState":$STATE,$E}}
            << {"jsonrpc":"2.0","id":4,"error":{"code":-32602,"message":"requestState belongs to another call; call again without it"}}
            == later 601
            >> {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"ask","arguments":{"a":1,"b":2},"requestState":$STATE,$E}}
            << {"jsonrpc":"2.0","id":5,"error":{"code":-32602,"message":"requestState has expired; call again without it"}}
            """)
        #expect(RequestStateSealer().open(session.state) == nil)
    }

    @Test func `answers given before come back with the next question's state`() {
        let sealer = RequestStateSealer()
        let given = [
            GivenAnswer(key: "one", fingerprint: "f", answer: .accept(["n": 1, "s": "é"])),
            GivenAnswer(key: "two", fingerprint: "g", answer: .decline),
        ]
        let state = RequestState(tool: "t", arguments: "a", expires: 5, key: "three", fingerprint: "h", given: given)
        #expect(sealer.open(sealer.seal(state)) == state)
    }

    @Test func `a client that can't show a form is told what it lacks`() {
        var session = Transcript()
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask",$M}}
            !! start 1
            == suspend 1
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32021,"message":"*","data":{"requiredCapabilities":{"elicitation":{"form":{}}}}}}
            """)
    }

    @Test func `in the handshake eras there is no such result`() {
        var session = Transcript.after("2025-11-25", capabilities: #"{"elicitation":{}}"#)
        session.play(
            """
            >> {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask"}}
            !! start 1
            == suspend 1
            << {"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error"}}
            """)
    }
}
