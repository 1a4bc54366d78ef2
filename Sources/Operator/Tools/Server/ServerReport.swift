public import JSON
import System

/// Reports on all servers, one side of them at a time.
public struct ServerReport: Tool {
    public let name = "server_report"
    public let title = "Reports on servers"
    public let description =
        "Reports on all servers (system account), a `kind` at a time, with what is wrong in `trouble`: JetStream use (with `account` "
        + "its streams), health, meta group, accounts, connections, routes, gateways, leafnodes. downgrade: what an older `release` "
        + "could not serve. operations: what no tool does (peer removal, rescue, evacuation, account purge, reload, kick, lame duck) "
        + "and the command that does."
    public let effect = Effect.read
    public let scope = Scope.nats

    static let kind = Field<String>.choice("kind", "What it is about.", of: ReportKind.self, default: .jetstream).terse()
    private static let release = Field<String?>.optionalText("release", "downgrade: to this, as 2.14.")

    public let fields: [any FieldShape] = [kind, SystemFields.account.terse(), release, Cursor.field, Budget.field]

    public let output = JSONObject.joined(
        [
            "kind": ["type": "string"],
            "trouble": ["type": "array", "items": ["type": "string"], "description": "What needs a look."],
            "summary": ["type": "object", "description": "Of all together."],
            "rows": ["type": "array", "items": ["type": "object"]],
        ], ServerSurvey.output, PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let kind = try arguments(Self.kind)
        let request = ReportRequest(account: try arguments(SystemFields.account), release: try arguments(Self.release))
        if request.release != nil, kind != .downgrade {
            throw ToolFailure("invalid_argument", "`release` is for `kind` downgrade.")
        }
        if request.account != nil, ![.jetstream, .accounts, .health, .downgrade].contains(kind) {
            throw ToolFailure("invalid_argument", "`account` is for the kinds jetstream, accounts, health and downgrade.")
        }
        var query: JSONObject = ["kind": .string(kind.rawValue)]
        if let account = request.account { query.append("account", .string(account)) }
        if let release = request.release { query.append("release", .string(release)) }
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let report = try await kind.make(request, context)

        var result: JSONObject = ["kind": .string(kind.rawValue)]
        report.survey?.append(to: &result)
        if let limited = report.limited, result["limited"] == nil { result.append("limited", .string(limited)) }
        if let note = report.note {
            result["note"] = .string([result["note"]?.string, note].compactMap(\.self).joined(separator: " "))
        }
        let trouble = report.allTrouble
        if !trouble.isEmpty { result.append("trouble", .array(Self.shown(trouble, budget))) }
        if !report.summary.isEmpty { result.append("summary", .object(Trimmed.fitting(report.summary, budget).object)) }
        _ = budget.take(result, isFirst: true)
        try PagedRows(
            report.rows, tool: name, query: query, cursor: try arguments(Cursor.field), limit: 1000, budget: &budget
        ).append(to: &result, as: "rows")
        return result
    }

    /// As many as half of the room is enough for.
    private static func shown(_ trouble: [String], _ budget: Budget) -> [JSONValue] {
        var left = budget.left / 2
        var shown: [JSONValue] = []
        for line in trouble {
            left -= line.utf8.count + 4
            guard left > 0 || shown.isEmpty else {
                return shown + [.string("and \(trouble.count - shown.count) more")]
            }
            shown.append(.string(line))
        }
        return shown
    }
}

enum ReportKind: String, Sendable, CaseIterable {
    case jetstream, health, meta, accounts, connections, routes, gateways, leafnodes, downgrade, operations

    func make(_ request: ReportRequest, _ context: ToolContext) async throws(ToolFailure) -> Report {
        switch self {
        case .jetstream: try await JetStreamReport.make(request, context)
        case .health: try await HealthReport.make(request, context)
        case .meta: try await MetaReport.make(context)
        case .accounts: try await AccountsReport.make(request, context)
        case .connections: try await ConnectionsReport.make(context)
        case .routes: try await RoutesReport.make(context)
        case .gateways: try await GatewaysReport.make(context)
        case .leafnodes: try await LeafnodesReport.make(context)
        case .downgrade: try await DowngradeReport.make(request, context)
        case .operations: try await OperationsReport.make(context)
        }
    }
}
