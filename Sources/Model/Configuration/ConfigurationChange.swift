public import JSON

/// One field that an update changes; nil stands for the server's default.
public struct ConfigurationChange: Sendable, Hashable {
    public let field: String
    public let from: JSONValue?
    public let to: JSONValue?

    public var json: JSONObject {
        ["field": .string(field), "from": from ?? "default", "to": to ?? "default"]
    }
}

/// Compares configurations as the server means them: a field that is left out has its default.
public enum ConfigurationComparison {
    /// - Parameter defaults: what the server gives a field nobody set, where that is not nothing.
    public static func changes(
        from old: JSONObject, to new: JSONObject, defaults: [String: JSONValue]
    ) -> [ConfigurationChange] {
        var fields = old.keys
        for key in new.keys where old[key] == nil { fields.append(key) }
        return fields.compactMap { field in
            let from = meant(old[field], field, defaults)
            let to = meant(new[field], field, defaults)
            return same(from, to) ? nil : ConfigurationChange(field: field, from: from, to: to)
        }
    }

    /// Nil where it says no more than leaving it out would.
    private static func meant(_ value: JSONValue?, _ field: String, _ defaults: [String: JSONValue]) -> JSONValue? {
        var value = value
        if field == "metadata", let object = value?.object {
            value = .object(JSONObject(uniqueMembers: object.members.filter { !$0.key.hasPrefix("_nats.") }))
        }
        // Servers read every number below 1 as "no limit" where -1 is the default.
        if let number = value?.int64, number < 1, defaults[field] == -1 { return nil }
        switch value {
        case nil, .null?, .bool(false)?, .string("")?: return defaults[field] == .bool(true) ? value : nil
        case .object(let object)? where object.isEmpty: return nil
        case .array(let array)? where array.isEmpty: return nil
        case let value? where value == defaults[field]: return nil
        case let value?: return isZero(value) && defaults[field] == nil ? nil : value
        }
    }

    private static func isZero(_ value: JSONValue) -> Bool { value.int64 == 0 }

    private static func same(_ a: JSONValue?, _ b: JSONValue?) -> Bool {
        switch (a, b) {
        case (nil, nil): true
        case (let a?, let b?): a.canonicalText == b.canonicalText
        default: false
        }
    }
}
