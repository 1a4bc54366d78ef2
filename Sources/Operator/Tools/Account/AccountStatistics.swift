public import JSON

/// Tells what goes through an account.
public struct AccountStatistics: Tool {
    public let name = "account_report_statistics"
    public let title = "Traffic of an account"
    public let description =
        "Tells connections, leafnodes, subscriptions, messages and bytes sent and received, and slow consumers of our account, on each "
        + "server and in all. With the system account: of `account`, or of all accounts."
    public let effect = Effect.read
    public let scope = Scope.nats

    public let fields: [any FieldShape] = [SystemFields.account, Cursor.field, Budget.field]

    public let output = JSONObject.joined(
        [
            "accounts": [
                "type": "array", "items": ["type": "object"], "description": "In all; sent and received by the servers.",
            ],
            "servers": ["type": "array", "items": ["type": "object"], "description": "Of one account: on each server."],
            "answered": ["type": "integer", "description": "Servers that answered."],
            "limited": ["type": "string", "description": "What this user does not see, and what it takes."],
            "note": ["type": "string"],
        ], PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let account = try arguments(SystemFields.account)
        let query: JSONObject = ["account": account.map { .string($0) } ?? nil]
        let found = try await AccountTraffic.take(account, context)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        var result: JSONObject = ["answered": JSONValue(found.answered)]
        if let note = found.note { result.append("note", .string(note)) }
        if let limited = found.limited { result.append("limited", .string(limited)) }
        _ = budget.take(result, isFirst: true)
        let isOfOne = account != nil || found.limited != nil
        if isOfOne {
            let sums = found.sums.map(\.json)
            result.append("accounts", .array(sums.map { .object($0) }))
            for sum in sums { _ = budget.take(sum, isFirst: true) }
        }
        try PagedRows(
            isOfOne ? found.onServers : found.sums, tool: name, query: query, cursor: try arguments(Cursor.field), limit: 1000,
            budget: &budget
        ).append(to: &result, as: isOfOne ? "servers" : "accounts")
        return result
    }
}
