public import JSON

/// Reasons that stand in an asset itself, as `guard.reason.<field>` in its metadata: the text, and the day it was given in brackets.
public enum AssetReasons {
    public static let prefix = "guard.reason."

    public struct Entry: Sendable, Hashable {
        public let field: String
        /// Without the day.
        public let text: String
        /// `2026-01-31`; nil where the text has none, as when somebody wrote it by hand.
        public let day: String?
    }

    public static func key(_ field: String) -> String { prefix + field }

    /// - Parameter day: `2026-01-31`.
    public static func value(_ text: String, day: String) -> String { "\(text) (\(day))" }

    /// Those of a configuration, in its order.
    public static func entries(_ configuration: JSONObject) -> [Entry] {
        (configuration["metadata"]?.object?.members ?? []).compactMap { member in
            guard member.key.hasPrefix(prefix), member.key.count > prefix.count, let value = member.value.string, !value.isEmpty
            else {
                return nil
            }
            let (text, day) = parts(value)
            return Entry(field: String(member.key.dropFirst(prefix.count)), text: text, day: day)
        }
    }

    private static func parts(_ value: String) -> (String, String?) {
        let end = value.suffix(13)
        let day = end.dropFirst(2).dropLast()
        guard end.hasPrefix(" ("), end.hasSuffix(")"), day.count == 10,
            day.enumerated().allSatisfy({ $0.offset == 4 || $0.offset == 7 ? $0.element == "-" : $0.element.isASCIIDigit })
        else { return (value, nil) }
        return (String(value.dropLast(13)), String(day))
    }

    /// A configuration that shall replace another, with the other's reasons taken along: an update would erase what it does not
    /// send again. The reason of a field that goes back to its default goes; one that `new` was given wins.
    /// - Parameters:
    ///   - given: the metadata somebody named in the request; nil where they named none.
    ///   - reasons: to be written in, by field.
    public static func carried(
        from old: JSONObject, into new: JSONObject, given: JSONObject?, reasons: [String: String],
        defaults: [String: JSONValue]
    ) -> JSONObject {
        var metadata = new["metadata"]?.object ?? [:]
        for entry in old["metadata"]?.object?.members ?? [] where entry.key.hasPrefix(prefix) && given?[entry.key] == nil {
            metadata[entry.key] = entry.value
        }
        for key in metadata.keys where key.hasPrefix(prefix) && metadata[key] == "" { metadata[key] = nil }
        for change in ConfigurationComparison.changes(from: old, to: new, defaults: defaults) where change.to == nil {
            metadata[key(change.field)] = nil
        }
        for reason in reasons.sorted(by: { $0.key < $1.key }) { metadata[key(reason.key)] = .string(reason.value) }
        var result = new
        if !metadata.isEmpty || new["metadata"] != nil { result["metadata"] = metadata.isEmpty ? nil : .object(metadata) }
        return result
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
