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
        var found: [ConfigurationChange] = []
        func compare(_ field: String, _ old: JSONValue?, _ new: JSONValue?, _ usual: JSONValue?) {
            let from = meant(old, field, usual)
            let to = meant(new, field, usual)
            if !same(from, to) { found.append(ConfigurationChange(field: field, from: from, to: to)) }
        }
        for member in old.members { compare(member.key, member.value, new[member.key], defaults[member.key]) }
        for member in new.members where !old.contains(member.key) {
            let usual = defaults[member.key]
            // What most fields have needs no closer look; a default of true is none that is left out.
            if let usual, usual == member.value, usual != true { continue }
            compare(member.key, nil, member.value, usual)
        }
        return found
    }

    /// Nil where it says no more than leaving it out would.
    private static func meant(_ value: JSONValue?, _ field: String, _ usual: JSONValue?) -> JSONValue? {
        var value = value
        if field == "metadata", let object = value?.object {
            value = .object(JSONObject(uniqueMembers: object.members.filter { !$0.key.hasPrefix("_nats.") }))
        }
        // Servers read every number below 1 as "no limit" where -1 is the default.
        if let number = value?.int64, number < 1, usual == -1 { return nil }
        switch value {
        case nil, .null?, .bool(false)?, .string("")?: return usual == .bool(true) ? value : nil
        case .object(let object)? where object.isEmpty: return nil
        case .array(let array)? where array.isEmpty: return nil
        case let value? where value == usual: return nil
        case let value?: return isZero(value) && usual == nil ? nil : value
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
