import JSON
import Platform

/// Where a list goes on. Opaque to callers; bound to the tool and the arguments it was made for.
struct Cursor {
    private let object: JSONObject

    /// - Parameter query: what must be the same for the list to be the same.
    init(tool: String, query: JSONObject, position: JSONObject) {
        object = ["t": .string(tool), "q": .object(query), "p": .object(position)]
    }

    var text: String { Base64.encodeURL(Array(JSONValue.object(object).text.utf8)) }

    /// The position in a cursor this tool gave out for the same query.
    static func position(in text: String?, tool: String, query: JSONObject) throws(ToolFailure) -> JSONObject? {
        guard let text else { return nil }
        guard let bytes = Base64.decodeURL(text), let object = try? JSONParser().parse(bytes).object,
            object["t"]?.string == tool, let position = object["p"]?.object
        else {
            throw ToolFailure("invalid_cursor", "`cursor` is not one that \(tool) gave out.", next: "Leave it out to begin anew.")
        }
        guard object["q"]?.object == query else {
            throw ToolFailure(
                "invalid_cursor", "`cursor` belongs to a call with other arguments.",
                next: "Repeat the arguments of the call that gave it, or leave it out to begin anew.")
        }
        return position
    }

    static let field = Field<String?>.optionalText("cursor", "Goes on where the last result ended: its `next_cursor`.").terse()
}
