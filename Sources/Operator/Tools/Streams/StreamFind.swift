public import JSON
import JetStream
import Model
import NATS
import Platform

/// Looks for streams by what they are like.
public struct StreamFind: Tool {
    public let name = "stream_find"
    public let title = "Find streams"
    public let description =
        "Finds streams by what they are like; all conditions given must hold. Streams nobody uses: empty=true with created_before=7d, "
        + "or idle=30d with consumers_below=1. Also taken: leader, server, cluster (names), replicas (number), sealed, mirror, sourced "
        + "(true), and invert=true for those that don't match. For a plain list use stream_list."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let pattern = Field<String?>.optionalText(
        "name", "As ORD*.", aliases: ["filter"])
    private static let subject = Field<String?>.optionalText(
        "subject", "They take it, or a part of it.")
    private static let leader = Field<String?>.optionalText("leader", "Led by this server.").unlisted()
    private static let server = Field<String?>.optionalText(
        "server", "With this server as leader or replica.", aliases: ["server_name"]
    ).unlisted()
    private static let cluster = Field<String?>.optionalText("cluster", "In this cluster.").unlisted()
    private static let empty = Field<Bool>.flag("empty", "Without messages.")
    private static let idle = Field<Duration?>.duration("idle", "Nothing stored for so long.")
    private static let created = Field<WallTime?>.time("created_before", "Made before then.", aliases: ["created"])
    private static let consumers = Field<UInt64?>.sequence(
        "consumers_below", "Fewer than this.", aliases: ["consumers"])
    private static let messages = Field<UInt64?>.sequence("messages_above", "More than this.", minimum: 0)
    private static let replicas = Field<UInt64?>.sequence("replicas", "With exactly this many replicas.").unlisted()
    private static let sealed = Field<Bool>.flag("sealed", "Sealed: nothing can be added or removed.").unlisted()
    private static let mirrored = Field<Bool>.flag("mirror", "Mirrors of another stream.", aliases: ["mirrored"]).unlisted()
    private static let sourced = Field<Bool>.flag("sourced", "Copying from other streams (sources).").unlisted()
    private static let invert = Field<Bool>.flag("invert", "Those for which the conditions do not all hold.").unlisted()
    private static let limit = Field<Int>.count(
        "limit", "Streams in one result at most.", in: 1...1000, default: 50
    ).terse()

    public let fields: [any FieldShape] = [
        pattern, subject, leader, server, cluster, empty, idle, created, consumers, messages, replicas, sealed, mirrored,
        sourced, invert, limit, Cursor.field, Budget.field,
    ]

    public let output: JSONObject = [
        "streams": [
            "type": "array", "items": ["type": "object"], "description": "In order of name, as in stream_list, with `created`.",
        ],
        "total": ["type": "integer", "description": "Streams of the account, matching or not."],
        "truncated": ["type": "boolean"],
        "next_cursor": ["type": "string", "description": "Give it as `cursor` to go on."],
        "missing": ["type": "array", "items": ["type": "string"], "description": "Listed, but their leader did not answer."],
        "offline": ["type": "object", "description": "Streams the server cannot serve, with its reason."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let (query, moments) = try query(arguments)
        let limit = try arguments(Self.limit)
        let invert = try arguments(Self.invert)
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)
        let first = position
        let conditions = try conditions(arguments, first ?? moments, try await context.facts(), context)
        guard !conditions.isEmpty else {
            throw ToolFailure(
                "missing_argument", "Give at least one condition: what are the streams like?",
                next: "stream_list lists all streams.")
        }
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)

        var rows: [JSONValue] = []
        var walk = StreamWalk(context)
        let more = try await walk.run(from: position) { stream in
            guard conditions.hold(for: stream) != invert else { return true }
            var row = StreamSummary.concise(stream)
            row.append("created", .string(stream.created))
            if rows.isEmpty, !budget.fits(row) {
                row = ["name": .string(stream.name), "left_out": "too large for max_bytes; stream_info shows it"]
            }
            guard rows.count < limit, budget.take(row, isFirst: rows.isEmpty) else { return false }
            rows.append(.object(row))
            return true
        }
        var result: JSONObject = ["streams": .array(rows), "total": JSONValue(walk.total), "truncated": .bool(more)]
        if more, var position = walk.position {
            for member in (first ?? moments).members where moments[member.key] != nil {
                position.append(member.key, member.value)
            }
            result.append("next_cursor", .string(Cursor(tool: name, query: query, position: position).text))
        }
        walk.append(to: &result)
        return result
    }

    private func conditions(
        _ arguments: Arguments, _ moments: JSONObject, _ facts: NATSServerFacts, _ context: ToolContext
    ) throws(ToolFailure) -> StreamConditions {
        let alone = facts.cluster == nil && context.services.domain == nil ? facts.serverName ?? facts.serverID : nil
        let moment = { (key: String) in moments[key]?.int64.map(WallTime.init(nanoseconds:)) }
        if let subject = try arguments(Self.subject) { try Subjects.checkFilter(subject, argument: "subject") }
        var conditions = StreamConditions()
        conditions.add(try arguments(Self.pattern).map(NamePattern.init)) { $1.matches($0.name) }
        conditions.add(try arguments(Self.subject), StreamConditions.takes)
        conditions.add(try arguments(Self.leader)) { StreamConditions.isLed($0, by: $1, alone: alone) }
        conditions.add(try arguments(Self.server)) { StreamConditions.isOn($0, server: $1, alone: alone) }
        conditions.add(try arguments(Self.cluster)) { $0.cluster?["name"]?.string == $1 }
        conditions.add(try arguments(Self.empty)) { $0.state.messages == 0 }
        conditions.add(moment("idle")) { StreamConditions.isIdle($0, since: $1) }
        conditions.add(moment("created")) { StreamConditions.isCreated($0, before: $1) }
        conditions.add(try arguments(Self.consumers)) { $0.state.consumerCount < $1 }
        conditions.add(try arguments(Self.messages)) { $0.state.messages > $1 }
        conditions.add(try arguments(Self.replicas)) { UInt64($0.configuration.replicas) == $1 }
        conditions.add(try arguments(Self.sealed)) { $0.configuration.isSealed }
        conditions.add(try arguments(Self.mirrored)) { $0.configuration.mirror != nil }
        conditions.add(try arguments(Self.sourced)) { !$0.configuration.sources.isEmpty }
        return conditions
    }

    /// What binds a cursor, and the moments that durations mean: the first page's count for all pages.
    private func query(_ arguments: Arguments) throws(ToolFailure) -> (query: JSONObject, moments: JSONObject) {
        var query: JSONObject = [:]
        for field in [Self.pattern, Self.subject, Self.leader, Self.server, Self.cluster] {
            if let text = try arguments(field) { query.append(field.name, .string(text)) }
        }
        for field in [Self.consumers, Self.messages, Self.replicas] {
            if let number = try arguments(field) { query.append(field.name, JSONValue(number)) }
        }
        for field in [Self.empty, Self.sealed, Self.mirrored, Self.sourced, Self.invert] where try arguments(field) {
            query.append(field.name, true)
        }
        var moments: JSONObject = [:]
        if let idle = try arguments(Self.idle) {
            query.append("idle", .string(DurationText.text(idle)))
            moments.append("idle", .integer(WallTime.now().advanced(by: .zero - idle).nanoseconds))
        }
        if let created = try arguments(Self.created) {
            query.append("created_before", true)
            moments.append("created", .integer(created.nanoseconds))
        }
        return (query, moments)
    }
}
