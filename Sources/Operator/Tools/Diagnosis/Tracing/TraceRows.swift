import JSON
import Model

/// A trace in a result: its steps from server to server, counts of all of them, and what it means.
struct TraceRows {
    let trace: MessageTrace
    let isDelivered: Bool

    /// One row a step; those on the way, and those that failed, before the many to whom it goes.
    ///
    /// Where there is no room for all, what is left out are egresses to clients of servers with many.
    var rows: [JSONObject] {
        trace.stops.flatMap { stop in
            stop.steps.map { step in
                var row: JSONObject = ["server": .string(stop.server.name)]
                if step.kind == .ingress {
                    if let hop = stop.hop { row.append("hop", .string(hop)) }
                    if let cluster = stop.server.cluster { row.append("cluster", .string(cluster)) }
                    if let time = step.time { row.append("time", .string(time)) }
                }
                for member in step.row.members where row[member.key] == nil { row.append(member.key, member.value) }
                return row
            }
        }
    }

    private var steps: [TraceStep] { trace.stops.flatMap(\.steps) }

    private var takers: [TraceStep] {
        steps.filter { $0.error == nil && ($0.kind == .stream && !$0.hasNoInterest || $0.kind == .egress && $0.peer == .client) }
    }

    /// Who gets it: `{clients, streams, servers}`.
    var reached: JSONObject {
        let streams = Set(takers.compactMap { $0.kind == .stream ? $0.json["stream"]?.string : nil }).sorted()
        return [
            "clients": JSONValue(takers.count { $0.kind == .egress }), "streams": .array(streams.map { .string($0) }),
            "servers": JSONValue(trace.stops.count),
        ]
    }

    /// What stands in its way.
    var trouble: [String] {
        var lines: [String] = []
        for stop in trace.stops {
            for step in stop.steps {
                guard let what = Self.trouble(step) else { continue }
                lines.append("\(stop.server.name): \(what)")
            }
        }
        if trace.isEmpty {
            lines.append("no server sent word: " + (isDelivered ? "whether it was delivered is not known" : "nothing is known"))
        }
        lines += trace.missing.map { "no word came of hop \($0.hop), from \($0.from) on" }
        return lines
    }

    private static func trouble(_ step: TraceStep) -> String? {
        if step.hasNoInterest {
            return "stream \(step.json["stream"]?.string ?? "") keeps no such message: no consumer has interest"
        }
        guard let error = step.error else { return nil }
        return switch step.kind {
        case .ingress: "refused as it came in: \(error)"
        case .stream: "stream \(step.json["stream"]?.string ?? ""): \(error)"
        case .egress: "to \(step.peer?.word ?? "") \(step.json["name"]?.string ?? ""): \(error)"
        default: "\(step.kind.rawValue): \(error)"
        }
    }

    /// In a sentence; nil where the counts say it all.
    var verdict: String? {
        guard !trace.isEmpty else { return nil }
        if let refusal = steps.first(where: { $0.kind == .ingress && $0.error != nil })?.error {
            return "The server does not take it from this user: \(refusal)"
        }
        guard takers.isEmpty else { return nil }
        let crossed = steps.contains { $0.kind == .serviceImport || $0.kind == .streamExport }
        return "Nobody gets it: no subscriber"
            + (steps.contains { $0.kind == .stream } ? " got it, and no stream took it" : " and no stream takes it")
            + (trace.isComplete && !crossed ? "." : ", as far as was told.")
            + (crossed ? " Another account tells of what is on its side only with allow_trace." : "")
    }
}
