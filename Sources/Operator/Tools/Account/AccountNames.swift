import Guard
import JSON
import Model
import Platform
import System

/// Accounts by name.
enum AccountNames {
    /// Throws where no server knows an account of this name.
    static func check(
        _ account: String, _ servers: [ServerIdentity], _ context: ToolContext
    ) async throws(ToolFailure) {
        let answers = try await context.asking { system throws(SystemError) in try await system.ask(.accountz, of: servers) }
        let names = Set(answers.documents.flatMap { $0.data["accounts"]?.array?.compactMap(\.string) ?? [] })
        guard !names.contains(account) else { return }
        let near = Nearest.names(to: account, among: names.sorted())
        let hint = near.isEmpty ? "" : " Did you mean \(near.map { quoted($0) }.joined(separator: " or "))?"
        throw ToolFailure(
            "account_not_found", "No server has an account \(quoted(account)) loaded.\(hint)",
            next: "server_report kind=accounts lists the \(names.count) there are.")
    }

    /// - Parameter own: the account of this user.
    static func notOurs(_ account: String, _ own: String?) -> ToolFailure {
        let here = own.map { ", \(quoted($0))." } ?? "."
        return ToolFailure(
            "system_account_needed",
            "What other accounts do is for users of the system account to see; this one sees its own account\(here)",
            next: ToolContext.systemAccountHint)
    }
}
