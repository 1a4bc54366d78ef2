import Guard
public import JSON
import JetStream
import Model
import Platform

/// Stops a consumer's deliveries for a while.
public struct ConsumerPauseTool: Tool {
    public let name = "consumer_pause"
    public let title = "Pause a consumer"
    public let description =
        "Stops a consumer's deliveries for `duration` or `until` a time; then they go on by themselves. Pulls from it find nothing "
        + "meanwhile. Position and messages stay, as far as the stream keeps them."
    public let effect = Effect.change(.config, destructive: false, idempotent: true)
    public let scope = Scope.nats

    private static let duration = Field<Duration?>(
        "duration", schema: ["type": "string", "description": "30m, 2h, …"]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull else { return nil }
        guard let duration = value.string.flatMap(DurationText.parse), duration > .zero else {
            throw ArgumentMistake("a duration with its unit (30m, 2h)")
        }
        return duration
    }
    private static let until = Field<WallTime?>(
        "until", aliases: ["pause_until"], schema: ["type": "string", "description": "RFC 3339."]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull else { return nil }
        guard let time = value.string.flatMap(WallTime.init(rfc3339:)) else {
            throw ArgumentMistake("a time as in RFC 3339 (2026-01-31T12:00:00Z)")
        }
        return time
    }
    private static let resume = Field<Bool>.flag("resume", "As consumer_resume.").terse()

    public let fields: [any FieldShape] = [
        ConsumerNames.stream, ConsumerNames.consumer, duration, until, resume, ChangeFields.dryRun, ChangeFields.reason,
    ]
    public let output = ConsumerPausing.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let now = WallTime.now()
        let duration = try arguments(Self.duration)
        let until = try arguments(Self.until)
        let resume = try arguments(Self.resume)
        guard [duration != nil, until != nil, resume].filter({ $0 }).count == 1 else {
            throw ToolFailure(
                duration == nil && until == nil && !resume ? "missing_argument" : "invalid_argument",
                "Give one of `duration`, `until` and `resume`.")
        }
        if resume { return try await ConsumerPausing.run(nil, now, name, arguments, context) }
        return try await ConsumerPausing.run(until ?? duration.map { now.advanced(by: $0) }, now, name, arguments, context)
    }
}

/// Lets a consumer go on.
public struct ConsumerResume: Tool {
    public let name = "consumer_resume"
    public let title = "Resume a consumer"
    public let description = "Ends a consumer's pause: deliveries go on at once."
    public let effect = Effect.change(.config, destructive: false, idempotent: true)
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [ConsumerNames.stream, ConsumerNames.consumer, ChangeFields.dryRun]
    public let output = ConsumerPausing.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        try await ConsumerPausing.run(nil, .now(), name, arguments, context)
    }
}

/// What pausing and resuming have in common.
enum ConsumerPausing {
    static let output: JSONObject = ChangeOutput.properties([
        "paused": ["type": "boolean"], "pause_until": ["type": "string"], "sent": ["type": "boolean"],
    ])

    /// - Parameter until: nil resumes.
    static func run(
        _ until: WallTime?, _ now: WallTime, _ tool: String, _ arguments: Arguments, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        try await context.check(.pause)
        let info = try await ConsumerLookup.info(
            try arguments(ConsumerNames.stream), try arguments(ConsumerNames.consumer), context)
        let change = ConsumerPause(
            stream: info.stream, consumer: info.name, until: until?.rfc3339, duration: until?.since(now) ?? .zero)
        return try await ChangeOutput.run(
            change, ConsumerPauser(context.jetStream), tool, arguments, context, confirmable: true)
    }
}

extension ToolContext {
    /// Refuses what the server is too old for: it would not answer.
    func check(_ ability: ConsumerAbility) async throws(ToolFailure) {
        do {
            try await jetStream.check(ability)
        } catch {
            throw ToolFailure(error)
        }
    }
}
