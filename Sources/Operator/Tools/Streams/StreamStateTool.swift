public import JSON
import JetStream
import Model

/// Tells what a stream holds.
public struct StreamStateTool: Tool {
    public let name = "stream_state"
    public let title = "State of a stream"
    public let description =
        "Tells what a stream holds and how it fares: messages, bytes, sequences with times, gaps, subjects, consumers, "
        + "losses, leader, lag of replicas, mirror and sources; in `trouble` what is plainly wrong."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let stream = Field<String>.text("stream", "The stream's name.").terse()

    public let fields: [any FieldShape] = [stream, Budget.field]

    public let output: JSONObject = [
        "stream": ["type": "string"],
        "state": [
            "type": "object",
            "description":
                "messages, bytes, first_/last_sequence, first_/last_time, deleted_inside, distinct_subjects, consumers.",
        ],
        "lost": ["type": "object", "description": "Messages the server found damaged: count and bytes."],
        "cluster": ["type": "object", "description": "name, leader, replicas (name, current, offline, lag, active_ns)."],
        "mirror": ["type": "object", "description": "name, lag (messages), active_ns since the last word (-1: never), error."],
        "sources": ["type": "array", "items": ["type": "object"], "description": "The same for each."],
        "trouble": ["type": "array", "items": ["type": "string"], "description": "The first 50."],
        "truncated": ["type": "boolean", "description": "Parts were too large for max_bytes."],
        "left_out": ["type": "array", "items": ["type": "string"], "description": "Which parts, with their sizes."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let info = try await StreamLookup.info(try arguments(Self.stream), context)
        var result: JSONObject = ["stream": .string(info.name), "state": .object(Self.state(info.state))]
        if let lost = info.state.json["lost"]?.object {
            result.append(
                "lost", ["messages": JSONValue(info.state.lostCount), "bytes": lost["bytes"] ?? 0])
        }
        if let cluster = info.cluster { result.append("cluster", .object(Self.cluster(cluster))) }
        if let mirror = info.mirrorState { result.append("mirror", .object(StreamReportRow.copying(mirror))) }
        let sources = info.sourceStates.compactMap(\.object)
        if !sources.isEmpty { result.append("sources", .array(sources.map { .object(StreamReportRow.copying($0)) })) }
        var trouble = StreamSummary.troubles(info)
        if info.state.json["lost"] != nil { trouble.insert("the server lost messages of this stream", at: 0) }
        if !trouble.isEmpty { result.append("trouble", .array(trouble.prefix(Self.most).map { .string($0) })) }
        let budget = Budget(try arguments(Budget.field), context.services.target)
        let (shown, leftOut) = Trimmed.fitting(result, budget)
        result = shown
        if !leftOut.isEmpty {
            result.append("truncated", true)
            result.append("left_out", .array(leftOut))
        }
        return result
    }

    private static let most = 50

    private static func state(_ state: StreamState) -> JSONObject {
        var object: JSONObject = [
            "messages": JSONValue(state.messages), "bytes": JSONValue(state.bytes),
            "first_sequence": JSONValue(state.firstSequence), "last_sequence": JSONValue(state.lastSequence),
        ]
        if let first = state.firstTime { object.append("first_time", .string(first)) }
        if let last = state.lastTime { object.append("last_time", .string(last)) }
        object.append("deleted_inside", JSONValue(state.deletedCount))
        object.append("distinct_subjects", JSONValue(state.subjectCount))
        object.append("consumers", JSONValue(state.consumerCount))
        return object
    }

    private static func cluster(_ cluster: JSONObject) -> JSONObject {
        var object: JSONObject = [:]
        if let name = cluster["name"] { object.append("name", name) }
        object.append("leader", cluster["leader"] ?? nil)
        guard let replicas = cluster["replicas"]?.array else { return object }
        object.append(
            "replicas",
            .array(
                replicas.map { replica in
                    [
                        "name": replica["name"] ?? nil, "current": replica["current"] ?? false,
                        "offline": replica["offline"] ?? false, "lag": replica["lag"] ?? 0, "active_ns": replica["active"] ?? nil,
                    ]
                }))
        return object
    }
}
