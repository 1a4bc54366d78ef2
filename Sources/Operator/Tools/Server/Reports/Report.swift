import JSON
import Model
import System

/// What a report was asked for.
struct ReportRequest: Sendable {
    let account: String?
    let release: String?
}

/// What a report found.
struct Report {
    /// The servers that answered; nil where none were asked.
    var survey: ServerSurvey?
    var rows: [PagedRows.Row] = []
    var summary: JSONObject = [:]
    var trouble: [String] = []
    var limited: String?
    var note: String?

    init(_ survey: ServerSurvey? = nil) { self.survey = survey }

    mutating func add(_ place: String, _ row: JSONObject) { rows.append(PagedRows.Row(place: place, json: row)) }

    /// What is wrong, servers that are missing first.
    var allTrouble: [String] {
        let missing = survey?.missing.map { "\($0.name) does not answer" } ?? []
        return missing + trouble
    }

    /// The documents of all servers that there are.
    /// - Parameter patience: where they are large.
    static func documents(
        _ document: ServerDocument, _ options: JSONObject = [:], _ survey: ServerSurvey, _ context: ToolContext,
        patience: Duration? = nil
    ) async throws(ToolFailure) -> [ServerAnswer] {
        let answers = try await context.asking(within: patience) { system throws(SystemError) in
            try await system.ask(document, options, of: survey.answers.servers)
        }
        if let refusal = answers.all.first(where: { $0.error != nil })?.error, answers.documents.isEmpty {
            throw ToolFailure("refused_by_server", refusal)
        }
        return answers.documents
    }
}

extension JSONObject {
    /// Adds what the server tells under the same or another name, but for what is zero or empty.
    mutating func take(_ keys: [String], from document: JSONValue?) { take(keys.map { ($0, $0) }, from: document) }

    mutating func take(_ keys: [(from: String, to: String)], from document: JSONValue?) {
        for key in keys {
            guard let value = document?[key.from], value != 0, value != "", !value.isNull else { continue }
            append(key.to, value)
        }
    }
}

/// Numbers beside their limits.
enum Share {
    /// Percent of a limit that is used, rounded down; nil where there is none.
    static func percent(_ used: JSONValue?, of limit: JSONValue?) -> Int? {
        guard let used = used?.uint64, let limit = limit?.uint64, limit > 0 else { return nil }
        return Int((Double(used) / Double(limit) * 100).rounded(.down))
    }
}
