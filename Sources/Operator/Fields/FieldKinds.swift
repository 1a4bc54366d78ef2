import JSON
import Model

extension Field where Value == String {
    /// A required text.
    static func text(_ name: String, _ description: String, aliases: [String] = []) -> Field {
        Field(name, aliases: aliases, schema: ["type": "string", "description": .string(description)], isRequired: true) {
            (value) throws(ArgumentMistake) in
            guard let text = value?.string, !text.isEmpty else { throw ArgumentMistake("a text that is not empty") }
            return text
        }
    }

    /// One of a few words.
    static func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, _ description: String, of type: Choice.Type, default fallback: Choice
    ) -> Field<Choice> where Choice: Sendable {
        let words = Choice.allCases.map(\.rawValue)
        let schema: JSONObject = [
            "type": "string", "enum": .array(words.map { .string($0) }), "default": .string(fallback.rawValue),
            "description": .string(description),
        ]
        return Field<Choice>(name, schema: schema) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return fallback }
            guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
                throw ArgumentMistake("one of " + words.joined(separator: ", "))
            }
            return choice
        }
    }
}

extension Field where Value == String? {
    /// A text that may be left out; an empty one counts as left out.
    static func optionalText(_ name: String, _ description: String, aliases: [String] = []) -> Field {
        Field(name, aliases: aliases, schema: ["type": "string", "description": .string(description)]) {
            (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            guard let text = value.string else { throw ArgumentMistake("a text") }
            return text.isEmpty ? nil : text
        }
    }
}

extension Field where Value == String? {
    /// A text that may be left out, and may be empty.
    static func content(_ name: String, _ description: String, aliases: [String] = []) -> Field {
        Field(name, aliases: aliases, schema: ["type": "string", "description": .string(description)]) {
            (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            guard let text = value.string else { throw ArgumentMistake("a text (JSON as text too: with its quotes escaped)") }
            return text
        }
    }
}

extension Field where Value == Bool {
    static func flag(_ name: String, _ description: String, aliases: [String] = []) -> Field {
        Field(name, aliases: aliases, schema: ["type": "boolean", "description": .string(description)]) {
            (value) throws(ArgumentMistake) in
            switch value {
            case nil, .null?: return false
            case .bool(let flag)?: return flag
            case .string("true")?: return true
            case .string("false")?: return false
            default: throw ArgumentMistake("true or false")
            }
        }
    }
}

extension Field where Value == Int {
    /// A whole number between bounds; `"5"` counts as 5.
    static func count(
        _ name: String, _ description: String, in range: ClosedRange<Int>, default fallback: Int, aliases: [String] = []
    ) -> Field {
        let schema: JSONObject = [
            "type": "integer", "minimum": JSONValue(range.lowerBound), "maximum": JSONValue(range.upperBound),
            "default": JSONValue(fallback), "description": .string(description),
        ]
        return Field(name, aliases: aliases, schema: schema) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return fallback }
            guard let number = wholeNumber(value), let count = Int(exactly: number), range.contains(count) else {
                throw ArgumentMistake("a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return count
        }
    }
}

extension Field where Value == UInt64? {
    /// A sequence or revision: the whole of UInt64, also as a string.
    static func sequence(_ name: String, _ description: String, minimum: UInt64 = 1, aliases: [String] = []) -> Field {
        let schema: JSONObject = [
            "type": "integer", "minimum": JSONValue(minimum), "description": .string(description),
        ]
        return Field(name, aliases: aliases, schema: schema) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            guard let number = wholeNumber(value), number >= minimum else {
                throw ArgumentMistake("a whole number from \(minimum) up, as a number or a string of digits")
            }
            return number
        }
    }
}

extension Field where Value == [String]? {
    /// Several texts, as a list or separated by commas.
    static func texts(_ name: String, _ description: String, aliases: [String] = []) -> Field {
        let schema: JSONObject = [
            "type": "array", "items": ["type": "string"], "description": .string(description),
        ]
        return Field(name, aliases: aliases, schema: schema) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            guard let list = ConfigurationValue.read(value, .texts)?.array else { throw ArgumentMistake("a list of texts") }
            return list.compactMap(\.string)
        }
    }
}

/// The number a value means: an integer, a double without a fraction, or a string of digits.
private func wholeNumber(_ value: JSONValue) -> UInt64? {
    switch value {
    case .integer, .unsigned: value.uint64
    case .double(let number): UInt64(exactly: number)
    case .string(let text): UInt64(text)
    default: nil
    }
}
