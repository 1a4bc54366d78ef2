internal import JSON

/// The form a question takes on the wire.
enum Elicitation {
    static let method = "elicitation/create"

    static func params(_ question: MCPQuestion, mode: Bool) -> JSONObject {
        var params = JSONObject()
        if mode { params["mode"] = "form" }
        params["message"] = .string(question.message)
        params["requestedSchema"] = .object(question.schema)
        return params
    }
}

/// The answer of a person: `{action, content?}`.
enum ElicitationAnswer {
    /// Nil for what isn't an answer. Content is taken as it is; `fits` holds it against the question.
    static func decode(_ json: JSONValue) -> MCPAnswer? {
        switch json["action"]?.string {
        case "accept":
            switch json["content"] {
            case nil, .null?: .accept([:])
            case .object(let content)?: .accept(content)
            default: nil
            }
        case "decline": .decline
        case "cancel": .cancel
        default: nil
        }
    }

    static func json(_ answer: MCPAnswer) -> JSONValue {
        switch answer {
        case .accept(let content): ["action": "accept", "content": .object(content)]
        case .decline: ["action": "decline"]
        case .cancel: ["action": "cancel"]
        }
    }

    /// Whether an answer is one to this form: what is required is there, and each value has its type and is among the
    /// choices. A refusal fits any form.
    static func fits(_ answer: MCPAnswer, _ schema: JSONObject) -> Bool {
        guard case .accept(let content) = answer else { return true }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        guard required.allSatisfy({ content[$0] != nil }) else { return false }
        let properties = schema["properties"]?.object ?? [:]
        return content.members.allSatisfy { member in
            guard let property = properties[member.key]?.object else { return true }
            return fits(member.value, property)
        }
    }

    private static func fits(_ value: JSONValue, _ property: JSONObject) -> Bool {
        if let choices = property["enum"]?.array, !choices.contains(value) { return false }
        return switch property["type"]?.string {
        case "string": value.string != nil
        case "boolean": value.bool != nil
        case "integer": value.int64 != nil
        case "number": value.number != nil
        default: true
        }
    }
}
