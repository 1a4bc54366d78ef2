import JSON
import Testing

@testable import Model

@Suite struct `The trace of a message` {
    private func document(_ server: String, hop: String? = nil, _ events: JSONObject...) -> JSONObject {
        var header: JSONObject = ["Nats-Trace-Dest": ["d"]]
        if let hop { header.append("Nats-Trace-Hop", [.string(hop)]) }
        return [
            "server": ["name": .string(server), "id": .string(server)], "request": ["header": .object(header)],
            "events": .array(events.map { .object($0) }),
        ]
    }

    private let ingress: JSONObject = ["type": "in", "ts": "2026-01-01T00:00:00.5Z", "kind": 0, "subj": "a"]

    /// What several servers told, all of it taken.
    private func trace(_ documents: JSONObject...) -> MessageTrace {
        var trace = MessageTrace()
        let refused = documents.filter { !trace.add($0) }
        #expect(refused.isEmpty)
        return trace
    }

    private func way(_ hop: String, _ error: String? = nil) -> JSONObject {
        var way: JSONObject = ["type": "eg", "ts": "2026-01-01T00:00:01Z", "kind": 1, "name": "n", "hop": .string(hop)]
        if let error { way.append("error", .string(error)) }
        return way
    }

    @Test func `is complete when every way on has been told of, in whatever order`() {
        var trace = MessageTrace()
        #expect(!trace.isComplete && trace.isEmpty)
        _ = trace.add(document("n3", hop: "1.1", ingress))
        #expect(!trace.isComplete && trace.missing.isEmpty, "nothing is known of where it began")
        _ = trace.add(document("n1", ingress, way("1"), way("2")))
        #expect(trace.missing.map(\.hop) == ["1", "2"] && trace.missing.allSatisfy { $0.from == "n1" })
        _ = trace.add(document("n2", hop: "1", ingress, way("1.1")))
        _ = trace.add(document("n4", hop: "2", ingress))
        #expect(trace.isComplete)
        #expect(trace.stops.map(\.server.name) == ["n1", "n2", "n3", "n4"])
    }

    @Test func `waits for no word from where the message did not go`() {
        let trace = trace(document("n1", ingress, way("1", "remote does not support message tracing")))
        #expect(trace.isComplete)
    }

    @Test func `orders hops by number and steps by time, with how it came in first`() {
        let late: JSONObject = ["type": "js", "ts": "2026-01-01T00:00:03.25Z", "stream": "S"]
        let early: JSONObject = ["type": "sm", "ts": "2026-01-01T00:00:03Z", "to": "b"]
        let trace = trace(
            document("n1", ingress, late, way("10"), way("9"), early), document("ten", hop: "10", ingress),
            document("nine", hop: "9", ingress))
        #expect(trace.stops.map(\.server.name) == ["n1", "nine", "ten"])
        #expect(trace.stops[0].steps.map(\.kind) == [.ingress, .egress, .egress, .mapping, .stream])
    }

    @Test func `takes nothing else for a trace`() {
        var trace = MessageTrace()
        let others: [JSONObject] = [[:], ["server": 1, "events": []], ["server": [:]]]
        let taken = others.filter { trace.add($0) }
        #expect(taken.isEmpty)
        #expect(trace.isEmpty)
    }

    @Test func `shows a step of a newer server by its type`() {
        #expect(TraceStep(json: ["type": "zz", "acc": "A", "sub": ""]).row == ["step": "other", "type": "zz", "account": "A"])
        let step = TraceStep(json: ["type": "js", "stream": "S", "nointerest": true])
        #expect(step.row == ["step": "stream", "stream": "S", "no_interest": true])
    }
}
