import Audit
import Collect
import Guard
public import JSON
import Model
import Platform

/// Says what is wrong with the system of a context.
public struct AuditTool: Tool {
    public let name = "audit"
    public let title = "Audit of the whole system"
    public let description =
        "Looks at everything this user may see (servers, streams, consumers, buckets) and says what is wrong, how bad, and the fix as a "
        + "call; worst first. What can't be seen is unknown, never passed. explain tells of a code."
    public let effect = Effect.read
    public let scope = Scope.nats
    public let isLong = true

    private enum Least: String, Sendable, CaseIterable { case info, warn, danger }

    private static let level = Field<String>.choice("level", "At least.", of: Least.self, default: .info).terse()
    private static let code = Field<String?>.optionalText("code", "As NG-S*.")
    private static let filter = Field<String?>.optionalText("filter", "Things, as stream/ORD*.")
    private static let limit = Field<Int>.count("limit", "Findings.", in: 1...500, default: 10).terse()

    public let fields: [any FieldShape] = [level, code, filter, limit, Cursor.field, Budget.field]

    public let output: JSONObject = JSONObject.joined(
        [
            "verdict": ["type": "string", "description": "clean, warnings, danger, or unassessed."],
            "summary": ["type": "object", "description": "Findings by level, checks passed and unknown."],
            "totals": ["type": "object", "description": "What was looked at."],
            "matched": ["type": "integer"],
            "findings": [
                "type": "array", "items": ["type": "object"], "description": "id, code, level, asset, effect, why, fix, source.",
            ],
            "unknown": [
                "type": "array", "items": ["type": "object"],
                "description": "Why checks could not be judged: reason, codes, count.",
            ],
            "notes": ["type": "array", "items": ["type": "string"], "description": "What was not seen."],
        ], PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let level = try arguments(Self.level)
        let code = try arguments(Self.code)
        let filter = try arguments(Self.filter)
        let limit = try arguments(Self.limit)
        let query: JSONObject = [
            "level": .string(level.rawValue), "code": code.map { .string($0) } ?? nil,
            "filter": filter.map { .string($0) } ?? nil,
        ]
        let cursor = try arguments(Cursor.field)
        _ = try Cursor.position(in: cursor, tool: name, query: query)
        // An answer that says what was not reached is worth more than none.
        _ = try await context.facts()
        var limits = Collector.Limits()
        limits.time = .seconds(25)
        limits.question = .seconds(2)
        let collector = Collector(sources: [context.services.auditSource], limits: limits) { words in
            context.progress(0, nil, words)
        }
        let capture = await collector.collect(program: context.services.version)
        let report = Assessor.assess(capture, now: WallTime.now().rfc3339, program: context.services.version)
        if let failure = collector.spool.failure {
            throw ToolFailure("io", "what was collected could not be read back: \(failure)")
        }

        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let codes = code.map(NamePattern.init)
        let assets = filter.map(NamePattern.init)
        let least = Level(rawValue: level.rawValue) ?? .info
        let matching = report.findings.filter { finding in
            finding.level >= least && codes?.matches(finding.code) ?? true
                && (assets.map { $0.matches(finding.asset.path) || $0.matches(finding.asset.name) } ?? true)
        }
        var result = Self.summary(report)
        result.append("matched", JSONValue(matching.count))
        if cursor == nil { Self.appendUnknown(report, to: &result) }
        _ = budget.take(result, isFirst: true)
        let rows = matching.map { finding in
            PagedRows.Row(place: Self.place(finding)) { finding.json }
        }
        let page = try PagedRows(rows, tool: name, query: query, cursor: cursor, limit: limit, budget: &budget)
        page.append(to: &result, as: "findings")
        return result
    }

    /// Worst first, then by code and thing.
    private static func place(_ finding: AuditFinding) -> String {
        let rank = [Level.danger: "0", .warn: "1"][finding.level] ?? "2"
        return rank + "\u{1F}" + finding.identity + "\u{1F}" + (finding.asset.account ?? "") + "\u{1F}" + finding.effect
    }

    private static func summary(_ report: AuditReport) -> JSONObject {
        func count(_ level: Level) -> JSONValue {
            JSONValue(report.checks.reduce(0) { $0 + $1.findings.count { $0.level == level } })
        }
        let verdict = [0: "clean", 1: "warnings", 2: "danger"][report.exitCode] ?? "unassessed"
        return [
            "verdict": .string(verdict),
            "summary": [
                "danger": count(.danger), "warn": count(.warn), "info": count(.info),
                "passed": JSONValue(report.checks.reduce(0) { $0 + $1.passed }),
                "unknown": JSONValue(report.checks.reduce(0) { $0 + $1.unknown.count }),
            ],
            "totals": .object(JSONObject(report.totals.map { ($0.what, JSONValue($0.count)) })),
        ]
    }

    /// One row a reason: the same one usually keeps many checks from being judged.
    private static func appendUnknown(_ report: AuditReport, to result: inout JSONObject) {
        var codes: [String: Set<String>] = [:]
        var counts: [String: Int] = [:]
        for check in report.checks {
            for unknown in check.unknown {
                codes[unknown.reason, default: []].insert(check.code)
                counts[unknown.reason, default: 0] += 1
            }
        }
        let rows = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8).map { reason, count -> JSONValue in
            [
                "reason": .string(quoted(reason, limit: 300)), "count": JSONValue(count),
                "codes": .array((codes[reason] ?? []).sorted().prefix(40).map { .string($0) }),
            ]
        }
        if !rows.isEmpty { result.append("unknown", .array(rows)) }
        if !report.notes.isEmpty { result.append("notes", .array(report.notes.prefix(10).map { .string($0) })) }
    }
}
