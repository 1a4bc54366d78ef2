public import JSON
import Model
import NATS
import System

/// Lists the connections of an account.
public struct AccountConnections: Tool {
    public let name = "account_report_connections"
    public let title = "Connections of an account"
    public let description =
        "Lists connections of our account on all servers, those with most of what `sort` names first; closed ones with the reason. "
        + "With the system account: of `account`, or all."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let account = SystemFields.account
    private static let subject = Field<String?>.optionalText("subject", "Only those subscribed to it.")
    private static let top = Field<Int>.count("top", "How many.", in: 1...1000, default: 50, aliases: ["limit"]).terse()
    private static let state = Field<String>.choice(
        "state", "open, closed (the newest thousands are remembered), any.", of: ConnectionState.self, default: .open
    ).terse()
    private static let sort = Field<ConnectionOrder?>(
        "sort",
        schema: [
            "type": "string", "enum": .array(ConnectionOrder.allCases.map { .string($0.rawValue) }),
            "description": "Default subs, of closed ones stop.",
        ]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull, value != "" else { return nil }
        let word = value.string.map { String($0.map { $0 == "_" ? "-" : $0 }) }
        guard let order = word.flatMap(ConnectionOrder.init(rawValue:)) else {
            throw ArgumentMistake("one of " + ConnectionOrder.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return order
    }

    public let fields: [any FieldShape] = [account, subject, state, sort, top, Cursor.field, Budget.field]

    public let output = JSONObject.joined(
        [
            "total": ["type": "integer", "description": "Connections there are, shown or not."],
            "servers": ["type": "object", "description": "How many on each."],
            "connections": ["type": "array", "items": ["type": "object"], "description": "Figures that are zero are left out."],
            "reasons": ["type": "object", "description": "Why connections were closed, counted over those looked at."],
            "answered": ["type": "integer", "description": "Servers that answered."],
            "limited": ["type": "string", "description": "What this user does not see, and what it takes."],
            "note": ["type": "string"], "untrusted": ["type": "string"],
        ], PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let state = try arguments(Self.state)
        let question = ConnectionQuestion(
            account: try arguments(Self.account), subject: try arguments(Self.subject), state: state,
            order: try arguments(Self.sort) ?? (state == .closed ? .stop : .subs))
        if question.order == .stop, state != .closed {
            throw ToolFailure("invalid_argument", "`sort` stop is for `state` closed: others have not stopped.")
        }
        if question.subject != nil, state != .open {
            throw ToolFailure("invalid_argument", "`subject` is for `state` open: closed connections have no subscriptions.")
        }
        if let subject = question.subject { try Subjects.checkFilter(subject, argument: "subject") }
        let query = question.json
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)
        let top = try arguments(Self.top)
        let offset = position?["offset"]?.int ?? 0
        guard offset >= 0, offset <= ConnectionQuestion.deepest - top else {
            throw ToolFailure(
                "invalid_cursor", "Only the first \(ConnectionQuestion.deepest) connections can be listed.",
                next: "Narrow it with `account` or `subject`, or turn it round with another `sort`.")
        }
        let found = try await ConnectionSurvey.take(question, first: offset + top, context)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        var result: JSONObject = [
            "total": JSONValue(found.total), "answered": JSONValue(found.answered), "servers": .object(found.servers),
        ]
        if state != .open, !found.reasons.isEmpty { result.append("reasons", .object(found.reasons)) }
        if let note = found.note { result.append("note", .string(note)) }
        if let limited = found.limited { result.append("limited", .string(limited)) }
        result.append("untrusted", .string(Untrusted.note))
        _ = budget.take(result, isFirst: true)

        let rows = found.rows.dropFirst(offset).prefix(top).map { $0.shown(withAccount: found.isOfAllAccounts) }
        let shown = rows.enumerated().prefix { budget.take($1, isFirst: $0 == 0) }.map(\.element)
        result.append("connections", .array(shown.map { .object($0) }))
        let next = offset + shown.count
        let isCut = next < found.total && next < ConnectionQuestion.deepest && !shown.isEmpty
        result.append("truncated", .bool(isCut))
        if isCut {
            result.append("next_cursor", .string(Cursor(tool: name, query: query, position: ["offset": JSONValue(next)]).text))
        }
        return result
    }
}

/// Arguments of tools about servers and accounts.
enum SystemFields {
    static let account = Field<String?>.optionalText("account", "Another account (system account only).")
}
