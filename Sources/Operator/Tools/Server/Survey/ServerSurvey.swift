import JSON
import Model
import NATS
import Platform
import System

/// The servers that answer, and what is known of those that don't.
struct ServerSurvey: Sendable {
    let answers: ServerAnswers
    /// What is not seen, and why; nil for a user of the system account.
    let limited: String?

    var isOfSystem: Bool { limited == nil }

    struct Missing: Sendable, Hashable {
        let name: String
        /// Since its group's leader heard of it.
        let seen: Duration?
    }

    /// Asks all servers for their figures; without the system account those that serve our own.
    static func take(_ context: ToolContext, expect: Int? = nil) async throws(ToolFailure) -> ServerSurvey {
        switch try await context.reach(expect: expect) {
        case .system(let answers): return ServerSurvey(answers: answers, limited: nil)
        case .account: return try await ofAccount(context, expect: expect)
        }
    }

    /// The same, for what makes no sense without the system account.
    static func ofSystem(_ context: ToolContext) async throws(ToolFailure) -> ServerSurvey {
        switch try await context.reach() {
        case .system(let answers): return ServerSurvey(answers: answers, limited: nil)
        case .account(_, let why): throw ToolFailure(why)
        }
    }

    private static func ofAccount(_ context: ToolContext, expect: Int?) async throws(ToolFailure) -> ServerSurvey {
        do {
            let answers = try await context.system.serversOfAccount(expect: expect)
            return ServerSurvey(
                answers: answers, limited: context.limited("the servers that serve its account, with the account's own figures"))
        } catch {
            guard error.isDenied else { throw ToolFailure(error) }
            return try await ofConnection(context, error.message)
        }
    }

    /// The one server that the connection itself tells of.
    private static func ofConnection(_ context: ToolContext, _ why: String) async throws(ToolFailure) -> ServerSurvey {
        let facts = try await context.facts()
        var server: JSONObject = ["id": .string(facts.serverID)]
        for (key, value) in [
            ("name", facts.serverName), ("ver", facts.serverVersion), ("cluster", facts.cluster), ("domain", facts.domain),
        ] {
            if let value { server.append(key, .string(value)) }
        }
        return ServerSurvey(
            answers: ServerAnswers([ServerAnswer(server: ServerIdentity(json: server))]),
            limited: "Only the server in use, as the connection knows it: \(why)")
    }

    /// The groups that JetStream servers keep their streams by, as their leaders tell.
    var metaGroups: [MetaGroup] {
        answers.documents.compactMap { answer in
            guard let meta = answer.data["jetstream"]?["meta"]?.object.map(MetaGroup.init(json:)),
                meta.leader == answer.server.name, !meta.peers.isEmpty
            else { return nil }
            return meta
        }
    }

    /// Servers that others know and that did not answer: those of a group of JetStream servers are known by name.
    var missing: [Missing] {
        let names = Set(answers.servers.map(\.name))
        return metaGroups.flatMap(\.peers).filter { !names.contains($0.name) }.map { Missing(name: $0.name, seen: $0.seen) }
    }

    func append(to result: inout JSONObject) {
        result.append("answered", JSONValue(answers.all.count))
        if let expected = answers.expected { result.append("expected", JSONValue(expected)) }
        let missing = missing
        if !missing.isEmpty {
            let rows = missing.prefix(50).map { one -> JSONValue in
                let seen = one.seen.map { ", last heard of \(DurationText.text($0.wholeSeconds)) ago" } ?? ""
                return .string(one.name + seen)
            }
            result.append("missing", .array(rows))
        } else if answers.isIncomplete {
            result.append("note", .string(Self.unnamed(answers)))
        }
        if let limited { result.append("limited", .string(limited)) }
    }

    private static func unnamed(_ answers: ServerAnswers) -> String {
        let count = (answers.expected ?? 0) - answers.all.count
        return "\(count) of \(answers.expected ?? 0) did not answer in time; nobody tells their names."
    }

    /// What is told where some of the servers there are said nothing.
    static func incomplete(_ answers: ServerAnswers, of all: ServerAnswers) -> String {
        "\(answers.all.count) of \(all.expected ?? all.all.count) servers answered; server_list shows which are missing."
    }

    /// What `append` adds, as JSON Schema.
    static let output: JSONObject = [
        "answered": ["type": "integer", "description": "Servers that answered."],
        "expected": ["type": "integer", "description": "Servers there are, or `expect`; left out where nobody can tell."],
        "missing": ["type": "array", "items": ["type": "string"], "description": "Known to others, and silent."],
        "limited": ["type": "string", "description": "What this user does not see, and what it takes."],
        "note": ["type": "string"],
    ]
}

extension Duration {
    /// Rounded down.
    var wholeSeconds: Duration { .seconds(components.seconds) }
}
