import Guard
import JSON
import Model
import Platform
import System

/// A document that was asked for, of one server or of all.
struct DocumentRequest: Sendable {
    let document: ServerDocument
    let server: String?
    let options: JSONObject

    /// Servers take what they don't know without a word.
    func check() throws(ToolFailure) {
        for member in options.members {
            guard let option = document.options.first(where: { $0.name == member.key }) else {
                let names = document.options.map(\.name)
                let near = Nearest.names(to: member.key, among: names)
                let hint = near.isEmpty ? "" : " Did you mean \(near.joined(separator: " or "))?"
                throw ToolFailure(
                    "unknown_argument", "\(document.rawValue) has no option \(quoted(member.key)).\(hint)",
                    next: names.isEmpty ? "It takes none." : "It takes: \(names.joined(separator: ", ")).")
            }
            guard option.kind.takes(member.value) else {
                throw ToolFailure(
                    "invalid_argument", "The option `\(member.key)` must be \(option.kind.rawValue), not \(member.value.text).")
            }
        }
        if server != nil, document == .userinfo {
            throw ToolFailure("invalid_argument", "userinfo is about this user; it takes no `server`.")
        }
    }

    struct Found {
        var answers: [ServerAnswer]
        var survey: ServerSurvey?
        var limited: String?
    }

    func answers(_ context: ToolContext) async throws(ToolFailure) -> Found {
        if document == .userinfo {
            _ = try await context.facts()
            let answer = try await context.asking { system throws(SystemError) in try await system.userInfo() }
            return Found(answers: [answer])
        }
        switch try await context.reach() {
        case .system(let all): return try await ofSystem(ServerSurvey(answers: all, limited: nil), context)
        case .account(_, let why): return try await ofAccount(why, context)
        }
    }

    private func ofSystem(_ survey: ServerSurvey, _ context: ToolContext) async throws(ToolFailure) -> Found {
        let one = try server.map { name throws(ToolFailure) in try context.server(named: name, in: survey) }
        if let one, document.isOfOneServer {
            let answer = try await context.asking(within: .seconds(4)) { system throws(SystemError) in
                try await system.ask(document, options, of: one)
            }
            return Found(answers: [answer])
        }
        let answers = try await context.asking(within: .seconds(4)) { system throws(SystemError) in
            try await system.ask(document, options, of: one.map { [$0] } ?? survey.answers.servers)
        }
        guard let one else { return Found(answers: answers.all, survey: survey) }
        return Found(answers: answers.all.filter { $0.server.id == one.id })
    }

    /// What every account may ask of itself.
    private func ofAccount(_ why: SystemError, _ context: ToolContext) async throws(ToolFailure) -> Found {
        guard document == .connz || document == .accstatz else { throw ToolFailure(why) }
        var own = options
        for key in ["acc", "accounts"] { own[key] = nil }
        let answers = try await context.asking { [own] system throws(SystemError) in
            try await system.askOfAccount(document, own)
        }
        let chosen = answers.all.filter { server == nil || $0.server.name == server || $0.server.id == server }
        return Found(answers: chosen, limited: context.limited("its own account"))
    }

    /// Why something is no document, and where what was meant is found.
    static func refusal(of word: String) -> ToolFailure {
        let names = ServerDocument.allCases.map(\.rawValue)
        if let operation = operations.first(where: { word.contains($0.word) }) {
            return ToolFailure(
                "not_a_read", "server_request reads, and \(quoted(word)) changes a server or its host.",
                next: operation.next ?? "server_report kind=operations shows the command for it and what to look at before.")
        }
        let near = Nearest.names(to: word, among: names)
        let hint = near.isEmpty ? "" : " Did you mean \(near.joined(separator: " or "))?"
        return ToolFailure(
            "invalid_argument", "There is no document \(quoted(word)).\(hint)",
            next: "There are: \(names.joined(separator: ", ")).")
    }

    private static let operations: [(word: String, next: String?)] = [
        ("kick", nil), ("ldm", nil), ("lame", nil), ("reload", nil), ("purge", nil), ("remove", nil), ("rescue", nil),
        ("evacuate", nil), ("stepdown", nil), ("step_down", nil),
        ("profile", "`nats server request profile` takes one and writes it into a file; expvarz has memory figures."),
    ]
}
