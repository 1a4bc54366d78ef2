public import JSON
import JetStream
import Model
import NATS
import System

/// Everything that has to do with a subject.
public struct SubjectReport: Tool {
    public let name = "subject_report"
    public let title = "Everything that touches a subject"
    public let description =
        "Finds what has to do with a subject (wildcards allowed): streams that take, copy, transform or republish it, consumers, "
        + "subscriptions, services; of an `account`, with the system account, also its mappings, exports, imports and leafnodes. "
        + "`not_seen` tells what this user cannot see. For one message's way use trace."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let subject = Field<String>.text("subject", "As orders.new or orders.>.").terse()
    private static let kinds = Field<[SubjectTouchKind]>(
        "kinds",
        schema: [
            "type": "array", "items": ["type": "string", "enum": .array(SubjectTouchKind.allCases.map { .string($0.rawValue) })],
            "description": "Only these.",
        ]
    ) { (value) throws(ArgumentMistake) in try SubjectTouchKind.decode(value) }
    private static let limit = Field<Int>.count("limit", "Rows in one result at most.", in: 1...1000, default: 100).terse()

    public let fields: [any FieldShape] = [subject, SystemFields.account, kinds, limit, Cursor.field, Budget.field]

    public let output: JSONObject = .joined(
        [
            "subject": ["type": "string"],
            "found": [
                "type": "array", "items": ["type": "object"],
                "description": "`kind` and what it is: streams with `ways`, consumers with matching `filters`, and so on.",
            ],
            "counts": ["type": "object", "description": "How many of each kind, shown or not."],
            "not_seen": ["type": "array", "items": ["type": "string"]],
            "untrusted": ["type": "string"],
        ], PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let subject = try arguments(Self.subject)
        try Subjects.checkFilter(subject, argument: "subject")
        let account = try arguments(SystemFields.account)
        let kinds = try arguments(Self.kinds)
        let limit = try arguments(Self.limit)
        let query: JSONObject = ["subject": .string(subject), "account": account.map { .string($0) } ?? nil]
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)

        var (rows, unseen) = try await find(subject, account, kinds, context)
        rows.removeAll { row in !kinds.contains { $0 == row.kind } }
        unseen = unseen.map { String($0.prefix(400)) }
        var counts: JSONObject = [:]
        for kind in SubjectTouchKind.allCases {
            let count = rows.count { $0.kind == kind }
            if count > 0 { counts.append(kind.rawValue, JSONValue(count)) }
        }
        var result: JSONObject = ["subject": .string(subject), "counts": .object(counts)]
        if !unseen.isEmpty { result.append("not_seen", .array(unseen.map { .string($0) })) }
        result.append("untrusted", .string(Untrusted.note))
        _ = budget.take(result, isFirst: true)
        try PagedRows(
            rows, tool: name, query: query, cursor: try arguments(Cursor.field), limit: limit, budget: &budget
        ).append(to: &result, as: "found")
        return result
    }

    private func find(
        _ subject: String, _ account: String?, _ kinds: [SubjectTouchKind], _ context: ToolContext
    ) async throws(ToolFailure) -> ([PagedRows.Row], unseen: [String]) {
        var streams = SubjectStreams(subject)
        var servers = SubjectServers(subject)
        let wantsStreams = kinds.contains { $0 == .stream || $0 == .consumer }
        let wantsServers = kinds.contains { ![.stream, .consumer, .service].contains($0) }
        switch try await context.reach() {
        case .system(let all):
            guard let account else {
                throw ToolFailure(
                    "missing_argument", "`account` is needed here: subjects of different accounts are different things.",
                    next: "server_report kind=accounts names the accounts.")
            }
            if wantsStreams { try await streams.read(account, all.servers, context) }
            if wantsServers { try await servers.read(account, all.servers, context) }
            if streams.rows.isEmpty, servers.rows.isEmpty { try await AccountNames.check(account, all.servers, context) }
            let own = context.services.target.account
            let services =
                kinds.contains(.service) && account != own ? ["services: they answer within their own account only"] : []
            return (streams.rows + servers.rows, streams.unseen + servers.unseen + services)
        case .account(let own, _):
            if let account, account != own { throw AccountNames.notOurs(account, own) }
            if wantsStreams { try await streams.readOwn(context) }
            if wantsServers { try await servers.readOwn(context) }
            let failures = [wantsStreams ? [streams.failure] : [], wantsServers ? [servers.failure] : []].flatMap(\.self)
            // Who sees nothing of what was asked for is not told that there is nothing.
            if let failure = failures.first ?? nil, failures.allSatisfy({ $0 != nil }) { throw failure }
            let (services, unseen) = kinds.contains(.service) ? await services(subject, context) : ([], [])
            return (streams.rows + servers.rows + services, streams.unseen + servers.unseen + unseen)
        }
    }

    /// Services whose endpoints it is, each with its instances.
    private func services(_ subject: String, _ context: ToolContext) async -> ([PagedRows.Row], [String]) {
        let answers: ServiceAnswers
        do {
            answers = try await ServiceAnswers.ask(.info, within: .seconds(1), context.client)
        } catch {
            return ([], ["services: \(error.message)"])
        }
        var instances: [[String]: Int] = [:]
        for answer in answers.all {
            for own in Set(answer.endpoints.compactMap { $0["subject"]?.string }) where SubjectPattern.overlap(own, subject) {
                instances[[answer.name, own], default: 0] += 1
            }
        }
        let rows = instances.map { key, count in
            PagedRows.Row.touching(
                .service, key.joined(separator: "\u{1F}"),
                ["service": .string(key[0]), "endpoint": .string(key[1]), "instances": JSONValue(count)])
        }
        return (rows, answers.isCut ? ["some services: more answered than is collected at a time"] : [])
    }
}
