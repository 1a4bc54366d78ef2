import JSON
import Platform

/// An event as applications exchange it: JSON that says what happened, when, and what it belongs to.
struct EventEnvelope: Sendable {
    let type: String
    let data: JSONValue?
    let tags: [String]
    let correlationID: String?
    let causationID: String?

    /// `{id, type, timestamp, tags?, data?, metadata?: {correlationId?, causationId?}}`
    func body(id: String, at time: WallTime) -> [UInt8] {
        var object: JSONObject = ["id": .string(id), "type": .string(type), "timestamp": .string(time.rfc3339)]
        if !tags.isEmpty { object.append("tags", .array(tags.map { .string($0) })) }
        if let data { object.append("data", data) }
        var metadata: JSONObject = [:]
        if let correlationID { metadata.append("correlationId", .string(correlationID)) }
        if let causationID { metadata.append("causationId", .string(causationID)) }
        if !metadata.isEmpty { object.append("metadata", .object(metadata)) }
        return JSONValue.object(object).serialized()
    }

    static let field = Field<EventEnvelope?>(
        "event",
        schema: [
            "type": "object",
            "description": "Instead of body: {type, data, tags, correlation_id, causation_id}; gets id and time.",
        ]
    ) { (value) throws(ArgumentMistake) in
        guard
            let members = try ObjectArgument.members(
                value, allowed: ["type", "data", "tags", "correlation_id", "causation_id"])
        else { return nil }
        guard let type = members["type"]?.string, !type.isEmpty else { throw ArgumentMistake("an object with a `type`") }
        var tags: [String] = []
        switch members["tags"] {
        case nil, .null?: break
        case .string(let tag)?: tags = [tag]
        case .array(let texts)?:
            tags = texts.compactMap(\.string)
            guard tags.count == texts.count else { throw ArgumentMistake("an object whose `tags` is a list of texts") }
        default: throw ArgumentMistake("an object whose `tags` is a list of texts")
        }
        return EventEnvelope(
            type: type, data: members["data"], tags: tags,
            correlationID: try ObjectArgument.text(members, "correlation_id"),
            causationID: try ObjectArgument.text(members, "causation_id"))
    }
}

/// Arguments that are objects; some clients send them as their text.
enum ObjectArgument {
    static func members(_ value: JSONValue?, allowed: [String]) throws(ArgumentMistake) -> JSONObject? {
        guard var value, !value.isNull else { return nil }
        if let text = value.string, let parsed = try? JSONParser().parse(text) { value = parsed }
        let mistake = ArgumentMistake("an object of \(allowed.joined(separator: ", "))")
        guard let object = value.object, object.keys.allSatisfy(allowed.contains) else { throw mistake }
        return object
    }

    static func text(_ object: JSONObject, _ key: String) throws(ArgumentMistake) -> String? {
        switch object[key] {
        case nil, .null?: nil
        case .string(let text)?: text.isEmpty ? nil : text
        default: throw ArgumentMistake("an object whose `\(key)` is a text")
        }
    }
}
