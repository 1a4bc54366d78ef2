public import JSON
import JetStream
import NATS

/// Measures the way to the server.
public struct RoundTrip: Tool {
    public let name = "rtt"
    public let title = "Round trip time"
    public let description =
        "Measures the way to the server in use and back (PING/PONG), several times: least, median and most, in microseconds. It says "
        + "nothing of JetStream's own delay. Ends after 10 s."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let iterations = Field<Int>.count(
        "iterations", "How many times.", in: 1...100, default: 5, aliases: ["count"])

    private static let json = Field<Bool>.flag("json", "Add every time that was measured.").unlisted()

    public let fields: [any FieldShape] = [iterations, json]

    public let output: JSONObject = [
        "server": ["type": "string"], "url": ["type": "string"],
        "count": ["type": "integer", "description": "Round trips measured."],
        "min_us": ["type": "integer"], "median_us": ["type": "integer"], "max_us": ["type": "integer"],
        "times_us": ["type": "array", "items": ["type": "integer"], "description": "With `json`: each, in the order measured."],
        "note": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let wanted = try arguments(Self.iterations)
        let facts = try await context.facts()
        let end = ContinuousClock.now + .seconds(10)
        var times: [Int64] = []
        while times.count < wanted, ContinuousClock.now < end || times.isEmpty {
            times.append(try await context.roundTrip())
        }
        let measured = times
        times.sort()
        var result: JSONObject = [
            "server": .string(facts.serverName ?? facts.serverID), "url": .string(facts.url), "count": JSONValue(times.count),
            "min_us": .integer(times.first ?? 0), "median_us": .integer(times[times.count / 2]),
            "max_us": .integer(times.last ?? 0),
        ]
        if try arguments(Self.json) { result.append("times_us", .array(measured.map { .integer($0) })) }
        if times.count < wanted { result.append("note", .string("\(wanted) were asked for; 10 s were over before")) }
        return result
    }
}

extension ToolContext {
    /// Microseconds from here to the server and back.
    func roundTrip() async throws(ToolFailure) -> Int64 {
        let clock = ContinuousClock()
        let begun = clock.now
        do {
            try await client.flush(timeout: .seconds(5))
        } catch {
            throw ToolFailure(JetStreamError(.connection, error.message, cause: error))
        }
        let (seconds, attoseconds) = begun.duration(to: clock.now).components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
