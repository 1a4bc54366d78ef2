import JSON
import Model
import NATS
import Platform
import System

/// The connections that were looked for, of all servers that answered.
struct ConnectionSurvey: Sendable {
    private(set) var rows: [ConnectionRow] = []
    private(set) var total = 0
    private(set) var answered = 0
    private(set) var servers: JSONObject = [:]
    private(set) var reasons: JSONObject = [:]
    let isOfAllAccounts: Bool
    /// What this user does not see.
    let limited: String?
    private(set) var note: String?

    static func take(
        _ question: ConnectionQuestion, first: Int, _ context: ToolContext
    ) async throws(ToolFailure) -> ConnectionSurvey {
        let facts = try await context.facts()
        if question.order == .rtt, let release = facts.release, release < NATSRelease(2, 10) {
            throw ToolFailure(
                "unsupported_by_server", "Sorting connections by rtt needs nats-server 2.10 or newer; this one is \(release).")
        }
        let options = question.options(first: first)
        switch try await context.reach() {
        case .system(let all): return try await ofSystem(question, options, all, context)
        case .account(let own, _): return try await ofAccount(question, options, own, context)
        }
    }

    private static func ofSystem(
        _ question: ConnectionQuestion, _ options: JSONObject, _ all: ServerAnswers, _ context: ToolContext
    ) async throws(ToolFailure) -> ConnectionSurvey {
        if question.subject != nil, question.account == nil {
            throw ToolFailure(
                "missing_argument", "`subject` needs `account` here: subjects of different accounts are different things.",
                next: "server_report kind=accounts names the accounts.")
        }
        let survey = try ConnectionSurvey(
            try await context.asking { system throws(SystemError) in try await system.ask(.connz, options, of: all.servers) },
            question, isOfAllAccounts: question.account == nil, limited: nil, all: all, context)
        if survey.total == 0, let account = question.account { try await AccountNames.check(account, all.servers, context) }
        return survey
    }

    private static func ofAccount(
        _ question: ConnectionQuestion, _ options: JSONObject, _ own: String?, _ context: ToolContext
    ) async throws(ToolFailure) -> ConnectionSurvey {
        if let account = question.account, account != own { throw AccountNames.notOurs(account, own) }
        var options = options
        options["acc"] = nil
        return try ConnectionSurvey(
            try await context.asking { [options] system throws(SystemError) in try await system.askOfAccount(.connz, options) },
            question, isOfAllAccounts: false, limited: context.limited("connections of its own account"), all: nil, context)
    }

    private init(
        _ answers: ServerAnswers, _ question: ConnectionQuestion, isOfAllAccounts: Bool, limited: String?, all: ServerAnswers?,
        _ context: ToolContext
    ) throws(ToolFailure) {
        self.isOfAllAccounts = isOfAllAccounts
        self.limited = limited
        if let refusal = answers.all.first(where: { $0.error != nil })?.error, answers.documents.isEmpty {
            throw ToolFailure("refused_by_server", refusal)
        }
        let ownToken = context.client.options.authentication.isToken
        for answer in answers.documents {
            answered += 1
            // `total` is of all, whatever their subscriptions.
            let count = answer.data[question.subject == nil ? "total" : "num_connections"]?.int ?? 0
            total += count
            if count > 0 { servers[answer.server.name] = JSONValue((servers[answer.server.name]?.int ?? 0) + count) }
            let now = answer.data["now"]?.string ?? ""
            for row in answer.data["connections"]?.array ?? [] {
                guard let row = row.object else { continue }
                let cleaned = Redaction.connection(row, of: answer.server, ownToken: ownToken)
                rows.append(ConnectionRow(server: answer.server, json: cleaned, now: now))
                guard let reason = cleaned["reason"]?.string, !reason.isEmpty else { continue }
                reasons[reason] = JSONValue((reasons[reason]?.int ?? 0) + 1)
            }
        }
        rows.sort { $0.precedes($1, by: question.order) }
        if answers.isCut { note = "There was no room for the answers of all servers: ask for fewer with `top`." }
        if let all, all.isIncomplete || answers.isIncomplete {
            note = ServerSurvey.incomplete(answers, of: all)
        }
    }
}
