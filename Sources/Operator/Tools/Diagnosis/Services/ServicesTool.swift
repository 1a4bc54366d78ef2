import Guard
public import JSON
import JetStream
import NATS
import Platform

/// Asks micro services for themselves.
public struct ServicesTool: Tool {
    public let name = "services"
    public let title = "Micro services"
    public let description =
        "Asks the micro services of this account: list (one row a service), or each instance's ping, info (endpoints) or stats "
        + "(requests, errors, times). Whoever does not answer within `timeout` (default 2s) is not seen."
    public let effect = Effect.read
    public let scope = Scope.nats

    private enum What: String, Sendable, CaseIterable { case list, ping, info, stats }

    private static let what = Field<String>.choice("what", "What to ask for.", of: What.self, default: .list).terse()
    private static let service = Field<String?>.optionalText("name", "Only this service.", aliases: ["service"]).terse()
    private static let timeout = Field<Duration?>.duration(
        "timeout", "How long to wait for the first answer; ends when none came for 300ms. At most 20s; default 2s.",
        in: .milliseconds(1) ... .seconds(20)
    ).terse()
    private static let limit = Field<Int>.count("limit", "Rows in one result at most.", in: 1...500, default: 100).terse()

    public let fields: [any FieldShape] = [what, service, timeout, limit, Cursor.field, Budget.field]

    public let output: JSONObject = .joined(
        [
            "services": [
                "type": "array", "items": ["type": "object"],
                "description":
                    "list: name, instances, version(s), subjects. Else one row an instance: name, id, version and what was asked.",
            ],
            "total": ["type": "integer", "description": "Rows there are."],
            "instances": ["type": "integer", "description": "That answered."],
            "note": ["type": "string"], "untrusted": ["type": "string"],
        ], PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let what = try arguments(Self.what)
        let service = try arguments(Self.service)
        if let service, !Self.isName(service) {
            throw ToolFailure("invalid_argument", "`name`: services have names of A-Z a-z 0-9 _ - only, not \(quoted(service)).")
        }
        let query: JSONObject = ["what": .string(what.rawValue), "name": service.map { .string($0) } ?? nil]
        let limit = try arguments(Self.limit)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let answers = try await Self.ask(
            what, service, within: try arguments(Self.timeout) ?? .seconds(2), context)
        if let service, answers.all.isEmpty { throw await Self.missing(service, context) }
        let rows = rows(what, answers.all).map { PagedRows.Row(place: Self.place($0), json: $0) }
        var result: JSONObject = [:]
        try PagedRows(
            rows, tool: name, query: query, cursor: try arguments(Cursor.field), limit: limit, budget: &budget
        ).append(to: &result, as: "services")
        result.append("total", JSONValue(rows.count))
        result.append("instances", JSONValue(answers.all.count))
        if answers.isCut { result.append("note", "More answered than is collected at a time: name one service.") }
        result.append("untrusted", .string(Untrusted.note))
        return result
    }

    private func rows(_ what: What, _ answers: [ServiceAnswers.Answer]) -> [JSONObject] {
        switch what {
        case .list: ServiceRows.services(answers)
        case .ping: answers.map(ServiceRows.ping)
        case .info: answers.map(ServiceRows.info)
        case .stats: answers.map(ServiceRows.stats)
        }
    }

    private static func ask(
        _ what: What, _ service: String?, within timeout: Duration, _ context: ToolContext
    ) async throws(ToolFailure) -> ServiceAnswers {
        let question: ServiceAnswers.Question =
            switch what {
            case .list, .info: .info
            case .ping: .ping
            case .stats: .stats
            }
        // The first call connects: that is not the services' time.
        _ = try await context.facts()
        do {
            return try await ServiceAnswers.ask(question, service: service, within: timeout, context.client)
        } catch {
            throw ToolFailure(JetStreamError(.connection, error.message, cause: error))
        }
    }

    private static func missing(_ service: String, _ context: ToolContext) async -> ToolFailure {
        let all = try? await ServiceAnswers.ask(.ping, within: .seconds(1), context.client).all
        return NotFound.failure(
            "service_not_found", "No service \(quoted(service)) answered", service,
            among: all.map { Set($0.map(\.name)).sorted() }, what: "services that answer", listing: "services without `name`")
    }

    private static func isName(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            switch UInt8(byte) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// Of each instance, and of a service there is but one row.
    private static func place(_ row: JSONObject) -> String {
        (row["name"]?.string ?? "") + "\u{1F}" + (row["id"]?.string ?? "")
    }
}
