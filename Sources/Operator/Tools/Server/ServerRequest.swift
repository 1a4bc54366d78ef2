public import JSON
import JetStream
import Model
import NATS
import Platform
import System

/// Shows a server's monitoring documents as they are.
public struct ServerRequest: Tool {
    public let name = "server_request"
    public let title = "Monitoring documents"
    public let description =
        "Shows a monitoring document of one server (name or ID) or of all, in the server's own words; reads only. server_report and "
        + "account_report_connections are easier to read. System account, but for userinfo and our own accstatz and connz."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let document = Field<String>(
        "document",
        schema: [
            "type": "string", "enum": .array(ServerDocument.allCases.map { .string($0.rawValue) }), "description": "Which one.",
        ], isRequired: true
    ) { (value) throws(ArgumentMistake) in
        guard let text = value?.string, !text.isEmpty else { throw ArgumentMistake("the name of a document, such as varz") }
        return text.lowercased()
    }.terse()
    private static let server = Field<String?>.optionalText("server", "One server, by name or ID; all without.").terse()
    private static let path = Field<String?>.optionalText("path", "A part alone, as /jetstream/config.")
    private static let options = Field<JSONObject>(
        "options",
        schema: ["type": "object", "description": "As the server takes them: {\"limit\": 10, \"acc\": \"A\"}."]
    ) { (value) throws(ArgumentMistake) in
        switch value {
        case nil, .null?, .string("")?: return [:]
        case .object(let object)?: return object
        case .string(let text)?:
            if let object = try? JSONParser().parse(Array(text.utf8)).object { return object }
            throw ArgumentMistake("an object")
        default: throw ArgumentMistake("an object")
        }
    }

    public let fields: [any FieldShape] = [document, server, options, path, Cursor.field, Budget.field]

    public let output = JSONObject.joined(
        [
            "documents": [
                "type": "array", "items": ["type": "object"],
                "description": "server, and data or error; left_out names what there was no room for.",
            ],
            "untrusted": ["type": "string"],
        ], ServerSurvey.output, PagedRows.output)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let word = try arguments(Self.document)
        guard let document = ServerDocument(rawValue: word) else { throw DocumentRequest.refusal(of: word) }
        let request = DocumentRequest(
            document: document, server: try arguments(Self.server), options: try arguments(Self.options))
        try request.check()
        var path: JSONPointer?
        if let text = try arguments(Self.path) {
            guard let pointer = JSONPointer(parsing: text) else {
                throw ToolFailure("invalid_argument", "`path` must be a JSON pointer, such as /jetstream/config.")
            }
            path = pointer
        }
        let query: JSONObject = ["document": .string(word), "options": .object(request.options)]
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let found = try await request.answers(context)
        var result: JSONObject = [:]
        found.survey?.append(to: &result)
        if let limited = found.limited, result["limited"] == nil { result.append("limited", .string(limited)) }
        _ = budget.take(result, isFirst: true)
        let ownToken = context.client.options.authentication.isToken
        let rows = found.answers.map { answer in
            PagedRows.Row(place: answer.server.place, json: Self.row(answer, document, path, ownToken, budget))
        }
        try PagedRows(
            rows, tool: name, query: query, cursor: try arguments(Cursor.field), limit: 1000, budget: &budget
        ).append(to: &result, as: "documents")
        result.append("untrusted", .string(Untrusted.note))
        return result
    }

    private static func row(
        _ answer: ServerAnswer, _ document: ServerDocument, _ path: JSONPointer?, _ ownToken: Bool, _ budget: Budget
    ) -> JSONObject {
        var row: JSONObject = ["server": .string(answer.server.name)]
        if let cluster = answer.server.cluster { row.append("cluster", .string(cluster)) }
        if let error = answer.error {
            row.append("error", .string(error))
            return row
        }
        let cleaned = Redaction.cleaned(answer.data, document, of: answer.server, ownToken: ownToken)
        if let path {
            row.append("data", JSONValue.object(cleaned)[path] ?? .null)
        } else {
            row.append("data", .object(cleaned))
        }
        return DocumentCut.fitting(row, budget)
    }
}
