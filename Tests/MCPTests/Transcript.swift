import JSON
import Testing

@testable import MCP

/// Plays a transcript on a session without any input or output.
///
///     >> {…}      a line of the client; `$M` is the envelope of the stateless era, `$E` one that can elicit
///     << {…}      what must be written now, in this order and nothing else; "*" stands for any value, `$S` for the stamp
///     !! …        what must happen besides: start ID, cancel ID, answered N WORD
///     == …        something that happens on our side: finish ID {…}, progress ID VALUE TOTAL MESSAGE, ask ID, timeout N,
///                 later SECONDS, watching ID URI…, refuse ID WORDS, end, abandon
struct Transcript {
    var session: MCPSession
    let answers: Answers
    private var calls: [String: Call] = [:]
    private var now = ContinuousClock.now
    private var asks: UInt64 = 0
    private var produced: [String] = []
    /// The last request state given out, for `$STATE`.
    private(set) var state = ""

    static let version = #""io.modelcontextprotocol/protocolVersion":"2026-07-28""#
    static let envelope = #""_meta":{\#(version),"io.modelcontextprotocol/clientCapabilities":{}}"#
    static let eliciting = #""_meta":{\#(version),"io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}"#
    static let stamp = #""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fixture","version":"1"}}"#

    init(host: any MCPHost = FixtureHost(), limits: MCPLimits = MCPLimits()) {
        session = MCPSession(catalog: Catalog(host: host, limits: limits), limits: limits, began: now)
        answers = Answers(identity: host.identity, sealer: session.sealer, answerTime: limits.answer, began: now)
    }

    /// A session after the handshake.
    static func after(
        _ version: String, capabilities: String = "{}", host: any MCPHost = FixtureHost(), limits: MCPLimits = MCPLimits()
    ) -> Transcript {
        var transcript = Transcript(host: host, limits: limits)
        transcript.play(
            """
            >> {"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"\(version)",\
            "capabilities":\(capabilities),"clientInfo":{"name":"t","version":"0"}}}
            << {"jsonrpc":"2.0","id":"hello","result":{"protocolVersion":"\(version)","capabilities":"*",\
            "serverInfo":"*","instructions":"For tests."}}
            >> {"jsonrpc":"2.0","method":"notifications/initialized"}
            """)
        return transcript
    }

    mutating func play(_ script: String, _ location: SourceLocation = #_sourceLocation) {
        for mismatch in mismatches(script) { Issue.record("\(mismatch)", sourceLocation: location) }
    }

    /// Plays a script and tells where the session did something else.
    mutating func mismatches(_ script: String) -> [String] {
        var found: [String] = []
        for line in script.split(separator: "\n") {
            let line = expand(line.drop { $0 == " " })
            let rest = String(line.dropFirst(3))
            switch line.prefix(2) {
            case ">>":
                found += takeUnexpected()
                receive(Array(rest.utf8))
            case "==":
                found += takeUnexpected()
                happen(rest)
            case "<<", "!!":
                let next = produced.isEmpty ? "nothing" : produced.removeFirst()
                let fits = line.hasPrefix("<<") ? Self.fits(next, rest) : next == rest
                if !fits { found.append("expected \(rest)\ngot      \(next)") }
            default: found.append("not a line of a transcript: \(line)")
            }
        }
        return found + takeUnexpected()
    }

    /// What was done and not expected; told once.
    private mutating func takeUnexpected() -> [String] {
        defer { produced = [] }
        return produced.map { "more than was expected: \($0)" }
    }

    private func expand(_ line: some StringProtocol) -> String {
        var text = String(line)
        for (mark, value) in [("$M", Self.envelope), ("$E", Self.eliciting), ("$STATE", quoted(state)), ("$S", Self.stamp)] {
            text = text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: value)
        }
        return text
    }

    private func quoted(_ text: String) -> String { JSONValue.string(text).text }

    mutating func receive(_ line: [UInt8]) {
        take(session.receive(Incoming(.text(line), limit: session.limits.line), now: now))
    }

    private mutating func happen(_ event: String) {
        let words = event.split(separator: " ", maxSplits: 2).map(String.init)
        switch words[0] {
        case "finish":
            guard let call = calls[words[1]], let structured = try? JSONParser().parse(words[2]).object else { return }
            finish(call, .tool(.result(structured: structured, isError: false)))
        case "watching":
            guard let call = calls[words[1]] else { return }
            take(session.watching(call.number, words.count > 2 ? words[2].split(separator: " ").map(String.init) : []))
        case "refuse":
            guard let call = calls[words[1]] else { return }
            finish(call, .failed(.notFound(words[2])))
        case "progress":
            let parts = words[2].split(separator: " ").map(String.init)
            guard let call = calls[words[1]], let value = Double(parts[0]) else { return }
            take(session.progress(call.number, value, Double(parts[1]), parts[2], now: now))
        case "ask":
            guard let call = calls[words[1]] else { return }
            asks += 1
            take(session.ask(call.number, AskNumber(asks), FixtureHost.question))
        case "suspend":
            guard let call = calls[words[1]] else { return }
            finish(call, .tool(.inputRequired(FixtureHost.question)))
        case "timeout": take(session.withdraw(AskNumber(UInt64(words[1]) ?? 0), because: .failed("too late")))
        case "later": now = now + .milliseconds(Int((Double(words[1]) ?? 0) * 1000))
        case "end": take(session.inputEnded())
        case "abandon": take(session.abandon())
        default: Issue.record("not an event: \(event)")
        }
    }

    mutating func finish(_ call: Call, _ outcome: CallOutcome) {
        take(session.finish(call.number, answers.frame(call, outcome, now: now)))
    }

    mutating func take(_ actions: [SessionAction]) {
        for action in actions {
            switch action {
            case .send(let frame):
                #expect(frame.last == 10 && !frame.dropLast().contains(10), "a frame is one line")
                let text = String(decoding: frame.dropLast(), as: UTF8.self)
                if let sealed = (try? JSONParser().parse(text))?["result"]?["requestState"]?.string { state = sealed }
                produced.append(text)
            case .start(let call): begin(call)
            case .cancel(let number):
                produced.append("cancel " + (calls.first { $0.value.number == number }?.key ?? "?"))
            case .answered(let ask, let result):
                let word =
                    switch result {
                    case .success(.accept): "accept"
                    case .success(.decline): "decline"
                    case .success(.cancel): "cancel"
                    case .failure(.cancelled): "cancelled"
                    case .failure(.unavailable): "unavailable"
                    case .failure: "failed"
                    }
                produced.append("answered \(ask.value) \(word)")
            case .unwatch(let uri): produced.append("unwatch \(uri)")
            case .note: break
            }
        }
    }

    /// Two tools answer at once, everything else waits for the transcript.
    private mutating func begin(_ call: Call) {
        calls[call.id.json.text] = call
        switch call.work {
        case .tool(let tool, let arguments) where tool.name == "echo":
            finish(call, .tool(.result(structured: arguments, isError: false)))
        case .tool(let tool, _) where tool.name == "fail" || tool.name == "complain":
            finish(call, .tool(.result(structured: ["error": "it \"broke\""], isError: true)))
        default: produced.append("start \(call.id.json.text)")
        }
    }

    /// Whether a frame is what was expected, members in any order.
    static func fits(_ actual: String, _ expected: String) -> Bool {
        guard let actual = try? JSONParser().parse(actual), let expected = try? JSONParser().parse(expected) else { return false }
        return fits(actual, expected)
    }

    private static func fits(_ actual: JSONValue, _ expected: JSONValue) -> Bool {
        switch (actual, expected) {
        case (_, "*"): true
        case (.object(let one), .object(let other)):
            one.count == other.count
                && other.members.allSatisfy { member in one[member.key].map { fits($0, member.value) } ?? false }
        case (.array(let one), .array(let other)): one.count == other.count && zip(one, other).allSatisfy { fits($0, $1) }
        default: actual == expected
        }
    }
}
