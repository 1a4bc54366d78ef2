import Guard
import JetStream
import Model
import NATS
import Platform
import System

extension ToolContext {
    /// Questions to servers. Below the time one request may take, with room for two of them in one call.
    var system: SystemClient { SystemClient(client: client, timeout: min(services.jetStream.timeout, .milliseconds(2_000))) }

    /// How far this user's questions reach, told by the servers themselves.
    func reach(expect: Int? = nil) async throws(ToolFailure) -> Reach {
        // Connecting may take longer than a question.
        let facts = try await facts()
        do {
            return .system(try await system.servers(expect: expect))
        } catch {
            guard error.isDenied else { throw ToolFailure(error) }
            return .account(facts.account, error)
        }
    }

    /// Asks, and tells errors in the words of a tool's result.
    /// - Parameter patience: longer than usual, where answers are large.
    func asking<Answer>(
        within patience: Duration? = nil, _ question: (SystemClient) async throws(SystemError) -> Answer
    ) async throws(ToolFailure) -> Answer {
        do {
            return try await question(patience.map { SystemClient(client: client, timeout: $0) } ?? system)
        } catch {
            throw ToolFailure(error)
        }
    }

    /// What a user outside of the system account is told beside what it may see.
    func limited(_ shown: String) -> String {
        "Only \(shown): this user is not of the system account."
    }

    static let systemAccountHint =
        "Configure credentials of the system account as another context (operator_status lists them) and name it in `context`."

    /// One server by name or ID, among those that answer.
    func server(named name: String, in survey: ServerSurvey) throws(ToolFailure) -> ServerIdentity {
        let found = survey.answers.servers.filter { $0.name == name || $0.id == name }
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            let ids = found.map { "\($0.id) (cluster \($0.cluster ?? "none"))" }.joined(separator: ", ")
            throw ToolFailure("ambiguous_server", "Several servers are named \(quoted(name)): \(ids).", next: "Give the ID.")
        }
        let names = survey.answers.servers.map(\.name)
        let near = Nearest.names(to: name, among: names)
        var message = "No server \(quoted(name)) answers."
        if survey.missing.contains(where: { $0.name == name }) { message += " It is known to the others, which miss it." }
        if !near.isEmpty { message += " Did you mean \(near.map { quoted($0) }.joined(separator: " or "))?" }
        throw ToolFailure("server_not_found", message, next: "server_list shows the \(names.count) that answer.")
    }
}

/// Whether this user is of the system account.
enum Reach: Sendable {
    /// It is: the servers there are.
    case system(ServerAnswers)
    /// It is of this one, and why no server told more.
    case account(String?, SystemError)
}

extension SystemError {
    /// Whether less may still be asked.
    var isDenied: Bool {
        switch cause?.code {
        case nil: code == .systemAccountNeeded
        case .permissionDenied, .inboxDenied, .timeout: true
        default: false
        }
    }
}

extension ToolFailure {
    /// An error of a question to servers in the words of a tool's result.
    init(_ error: SystemError) {
        let next: String? =
            switch error.code {
            case .systemAccountNeeded:
                ToolContext.systemAccountHint + " Without: server_list, server_info, account_report_connections and "
                    + "account_report_statistics tell what every account may know."
            case .connection: error.cause?.nextStep
            default: nil
            }
        self.init(error.codeName, error.message, next: next)
    }
}
