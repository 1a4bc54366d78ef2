import JSON
import Platform

/// The arguments of one call, checked for names and read through fields.
public struct Arguments: Sendable {
    private let object: JSONObject

    /// - Throws: for a name no field has, telling the nearest that exist.
    init(_ object: JSONObject, fields: [any FieldShape]) throws(ToolFailure) {
        self.object = object
        // One walk over the fields: a name that none of them has shows in the count, and is told before any other mistake.
        var taken = 0
        var mistake: ToolFailure?
        for field in fields {
            var given: String? = object.contains(field.name) ? field.name : nil
            if given != nil { taken += 1 }
            for alias in field.aliases where object.contains(alias) {
                taken += 1
                if let given, mistake == nil {
                    mistake = ToolFailure(
                        "invalid_argument", "`\(given)` and `\(alias)` are the same argument: give one of them.")
                }
                given = given ?? alias
            }
            if field.isRequired, given == nil, mistake == nil {
                mistake = ToolFailure(
                    "missing_argument", "`\(field.name)` is missing: \(field.words.isEmpty ? "it is required" : field.words)")
            }
        }
        if taken < object.count, let key = Self.unknown(in: object, fields) { throw Self.unknown(key, fields) }
        if let mistake { throw mistake }
    }

    /// The first name that no field has.
    private static func unknown(in object: JSONObject, _ fields: [any FieldShape]) -> String? {
        object.keys.first { key in !fields.contains { $0.name == key || $0.aliases.contains(key) } }
    }

    /// The value of a field.
    func callAsFunction<Value>(_ field: Field<Value>) throws(ToolFailure) -> Value {
        let key = object.contains(field.name) ? field.name : field.aliases.first { object.contains($0) } ?? field.name
        do {
            return try field.decode(object[key])
        } catch {
            let given = object[key].map { " not \(Self.shown($0))" } ?? ""
            throw ToolFailure("invalid_argument", "`\(key)` must be \(error.expected),\(given).")
        }
    }

    private static func unknown(_ key: String, _ fields: [any FieldShape]) -> ToolFailure {
        let names = fields.map(\.name)
        let near = Nearest.names(to: key, among: names)
        var message = "There is no argument \(shown(.string(key)))."
        if key == "flags" { message = "Raw command line `flags` are not taken: give each as the argument it means." }
        if ["force", "confirm", "yes", "confirmed"].contains(key) {
            message = "`\(key)` never counts: what destroys data is agreed to by a human who sees the numbers, not by the caller."
        }
        if !near.isEmpty { message += " Did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?" }
        let allowed = names.isEmpty ? "This tool takes none." : "Allowed: \(names.joined(separator: ", "))."
        return ToolFailure("unknown_argument", message, next: allowed)
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = value.text
        return text.count > 80 ? String(text.prefix(80)) + "…" : text
    }
}

extension JSONObject {
    /// With aliases replaced by the names of their fields.
    func named(by fields: [any FieldShape]) -> JSONObject {
        var named: JSONObject = [:]
        for member in members { named[fields.first { $0.aliases.contains(member.key) }?.name ?? member.key] = member.value }
        return named
    }
}
