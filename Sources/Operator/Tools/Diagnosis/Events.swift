public import JSON
import JetStream
import NATS
import Platform
import System

/// Watches what servers tell of by themselves.
public struct Events: Tool {
    public let name = "events"
    public let title = "Events of servers and JetStream"
    public let description =
        "Watches for `duration` (at most 30s) what happens: clients that connect, leave or fail to, servers going down, leafnodes, "
        + "streams and consumers (created, changed, new leaders, quorum lost, deliveries given up). Each is also reported as progress. "
        + "Every account sees its own streams and consumers; the rest, and leaders of all accounts, only the system account."
    public let effect = Effect.read
    public let scope = Scope.nats
    public let isLong = true

    private static let longest = Duration.seconds(30)
    private static let kinds = Field<[EventKind]>(
        "kinds",
        schema: [
            "type": "array",
            "items": ["type": "string", "enum": .array(EventKind.allCases.map { .string($0.rawValue) })],
            "description": "Default: all but api, acks, usage.",
        ]
    ) { (value) throws(ArgumentMistake) in try EventKind.decode(value) }
    private static let duration = Field<Duration?>.duration(
        "duration", "How long, at most 30s; default 10s.", in: .milliseconds(1)...longest
    ).terse()
    private static let count = Field<Int>.count("count", "End after so many events.", in: 1...1000, default: 100).terse()

    public let fields: [any FieldShape] = [kinds, SystemFields.account.terse(), duration, count, Budget.field]

    public let output: JSONObject = [
        "events": [
            "type": "array", "items": ["type": "object"], "description": "time, event, server, account, and who and what.",
        ],
        "ended": ["type": "string", "description": "duration, count, max_bytes, or interrupted (`message` says why)."],
        "seen": ["type": "array", "items": ["type": "string"], "description": "Kinds that were watched."],
        "not_seen": ["type": "object", "description": "Kinds that were not, and why."],
        "breaks": Listened.breaksSchema, "message": ["type": "string"], "note": ["type": "string"],
        "untrusted": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let account = try arguments(SystemFields.account)
        let duration = try arguments(Self.duration) ?? .seconds(10)
        let count = try arguments(Self.count)
        var budget = Budget(try arguments(Budget.field), context.services.target)
        let watch = try await EventSources.open(try arguments(Self.kinds), account: account, context)
        defer { watch.close() }
        _ = budget.take(watch.shown, isFirst: true)
        let log = EventLog(
            count: count, account: account, budget: budget, ownToken: context.client.options.authentication.isToken,
            isHidden: { context.services.disclosure.hides($0) },
            news: ChangeNews { count, words in context.progress(count, nil, words) })
        let failure = await context.system.listen(
            to: watch.subscriptions, for: duration, tick: { log.wait }, onTick: { log.tell() }, take: { log.take($0) })
        var result = log.result
        if let failure {
            if log.isEmpty { throw ToolFailure(JetStreamError(.connection, failure.message, cause: failure)) }
            result["ended"] = "interrupted"
            result.append("message", .string(failure.message))
        } else if Task.isCancelled {
            result["ended"] = "interrupted"
        }
        Listened.append(watch.subscriptions.map(\.breaks).max() ?? 0, to: &result)
        return JSONObject.joined(result, watch.shown)
    }
}

extension EventKind {
    /// A list, or words separated by commas; nothing means the usual ones.
    static func decode(_ value: JSONValue?) throws(ArgumentMistake) -> [EventKind] {
        let mistake = ArgumentMistake("a list of " + allCases.map(\.rawValue).joined(separator: ", "))
        let words: [String]
        switch value {
        case nil, .null?: return usual
        case .string(let text)?: words = text.split(separator: ",").map { String($0.filter { $0 != " " }) }
        case .array(let elements)?: words = elements.map { $0.string ?? "" }
        default: throw mistake
        }
        var kinds: [EventKind] = []
        for word in words {
            guard let kind = EventKind(rawValue: word) else { throw mistake }
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        return kinds.isEmpty ? usual : kinds
    }
}
