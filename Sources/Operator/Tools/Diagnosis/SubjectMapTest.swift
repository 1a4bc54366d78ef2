public import JSON
import Model

/// Tries a subject mapping out, without any server.
public struct SubjectMapTest: Tool {
    public let name = "subject_map_test"
    public let title = "Try a subject mapping"
    public let description =
        "Tells what a mapping or transform (`source` with wildcards, `destination` with $1, {{wildcard(1)}}, {{partition(9,1)}}, "
        + "{{split(1,-)}} …) makes of subjects, as servers do it. Pure computation: nothing is asked or changed."
    public let effect = Effect.read
    public let scope = Scope.program

    private static let source = Field<String>.text("source", "As in orders.*.>", aliases: ["src"]).terse()
    private static let destination = Field<String>.text("destination", "As in x.{{wildcard(1)}}.>", aliases: ["dest"]).terse()
    private static let subjects = Field<[String]>(
        "subjects", aliases: ["subject"],
        schema: ["type": "array", "items": ["type": "string"], "description": "To try it on."]
    ) { (value) throws(ArgumentMistake) in
        switch value {
        case nil, .null?: return []
        case .string(let text)?: return [text]
        case .array(let texts)? where texts.count <= 1000 && texts.allSatisfy({ $0.string != nil }):
            return texts.compactMap(\.string)
        default: throw ArgumentMistake("a list of subjects, 1000 at most")
        }
    }

    public let fields: [any FieldShape] = [source, destination, subjects, Budget.field]

    public let output: JSONObject = [
        "results": [
            "type": "array", "items": ["type": "object"],
            "description":
                "subject, result; result is null where the source does not take the subject, so that it stays as it is.",
        ],
        "needs": ["type": "string", "description": "The release of nats-server that knows all its functions."],
        "random": ["type": "boolean", "description": "Each message gets another result; these are examples."],
        "notes": ["type": "array", "items": ["type": "string"]],
        "truncated": ["type": "boolean"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let subjects = try arguments(Self.subjects)
        let transform: SubjectTransform
        do {
            transform = try SubjectTransform(try arguments(Self.source), to: try arguments(Self.destination))
        } catch let mistake as SubjectTransform.Mistake {
            throw ToolFailure("invalid_transform", "Servers take no such mapping: \(mistake.message).")
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            throw ToolFailure("internal", "the mapping could not be read")
        }
        for subject in subjects { try Subjects.check(subject, argument: "subjects") }
        var budget = Budget(try arguments(Budget.field), context.services.target)
        var result: JSONObject = [:]
        if let release = transform.since { result.append("needs", .string("nats-server \(release)")) }
        if transform.isRandom { result.append("random", true) }
        let notes = transform.oddities
        if !notes.isEmpty { result.append("notes", .array(notes.map { .string($0) })) }
        _ = budget.take(result, isFirst: true)
        var rows: [JSONValue] = []
        for subject in subjects {
            let row = row(subject, transform.outcome(of: subject))
            guard budget.take(row, isFirst: rows.isEmpty) else { break }
            rows.append(.object(row))
        }
        result.append("results", .array(rows))
        if rows.count < subjects.count { result.append("truncated", true) }
        return result
    }

    private func row(_ subject: String, _ outcome: SubjectTransform.Outcome?) -> JSONObject {
        var row: JSONObject = ["subject": .string(subject), "result": outcome.map { .string($0.subject) } ?? nil]
        if outcome?.isValid == false { row.append("problem", "The result is no valid subject.") }
        return row
    }
}
