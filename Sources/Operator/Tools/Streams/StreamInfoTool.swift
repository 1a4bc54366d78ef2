public import JSON
import JetStream
import Model

/// Shows one stream.
public struct StreamInfoTool: Tool {
    public let name = "stream_info"
    public let title = "Inspect a stream"
    public let description =
        "Shows one stream: what differs from the defaults and why, state, consumers, peers, mirror and source lag; detail=full: "
        + "the server's own document. A bucket `b` is KV_b."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let stream = Field<String>.text("stream", "The stream's name.").terse()

    public let fields: [any FieldShape] = [stream, Detail.field, Budget.field]

    public let output: JSONObject = [
        "stream": ["type": "object", "description": "The stream; concise or in the server's own words."],
        "truncated": ["type": "boolean", "description": "Parts were too large for max_bytes."],
        "left_out": ["type": "array", "items": ["type": "string"], "description": "Which parts, with their sizes."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let info = try await StreamLookup.info(try arguments(Self.stream), context)
        let isFull = try arguments(Detail.field) == .full
        var object = isFull ? StreamSummary.full(info) : Self.concise(info)
        await ReasonRows(info).add(to: &object, full: isFull, context)
        let budget = Budget(try arguments(Budget.field), context.services.target)
        let (shown, leftOut) = Trimmed.fitting(object, budget)
        guard !leftOut.isEmpty else { return ["stream": .object(shown)] }
        return ["stream": .object(shown), "truncated": true, "left_out": .array(leftOut)]
    }

    private static func concise(_ info: StreamInfo) -> JSONObject {
        var object = StreamSummary.concise(info)
        object.append("created", .string(info.created))
        if let first = info.state.firstTime { object.append("first_time", .string(first)) }
        if info.state.deletedCount > 0 { object.append("deleted_inside", JSONValue(info.state.deletedCount)) }
        if info.state.subjectCount > 0 { object.append("distinct_subjects", JSONValue(info.state.subjectCount)) }
        object.append("differs_from_defaults", .object(ReasonRows.bare(StreamDefaults.deviations(info.configuration))))
        if let cluster = info.cluster { object.append("cluster", .object(cluster)) }
        if let mirror = info.mirrorState { object.append("mirror", .object(mirror)) }
        return object
    }
}
