import JSON
import Model
import Platform

/// Reads what people write for a field into what the server takes.
enum ConfigurationValue {
    /// Nil for what it can't be.
    static func read(_ value: JSONValue, _ kind: ConfigurationField.Kind) -> JSONValue? {
        switch kind {
        case .text: value.string.map { .string($0) }
        case .choice(let words): choice(value, words)
        case .flag: flag(value)
        case .number: number(value)
        case .duration: duration(value)
        case .durations: list(value) { duration($0) }
        case .size: size(value)
        case .time: value.string.flatMap { WallTime(rfc3339: $0) == nil ? nil : .string($0) }
        case .texts: list(value) { $0.string.map { .string($0) } }
        case .metadata: metadata(value)
        case .object, .objects: nil
        }
    }

    /// Whatever the case, and with `_` or `-` between words.
    private static func choice(_ value: JSONValue, _ words: [String]) -> JSONValue? {
        guard let text = value.string else { return nil }
        func bare(_ word: String) -> String { word.lowercased().filter { $0 != "_" && $0 != "-" } }
        return words.first { bare($0) == bare(text) }.map { .string($0) }
    }

    private static func flag(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .bool: value
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }

    private static func number(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .integer, .unsigned: value
        case .double(let number): Int64(exactly: number).map { JSONValue($0) }
        case .string("unlimited"): -1
        case .string(let text): Int64(text).map { JSONValue($0) } ?? UInt64(text).map { JSONValue($0) }
        default: nil
        }
    }

    /// Below a millisecond a bare number was meant in another unit: 86400 is a day for people, and no time at all for the server.
    private static func duration(_ value: JSONValue) -> JSONValue? {
        if let number = number(value)?.int64 { return number == 0 || number >= 1_000_000 ? JSONValue(number) : nil }
        guard let text = value.string, let duration = DurationText.parse(text) else { return nil }
        let (seconds, attoseconds) = duration.components
        return JSONValue(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    private static func size(_ value: JSONValue) -> JSONValue? {
        if let number = number(value) { return number }
        return value.string.flatMap(SizeText.parse).map { JSONValue($0) }
    }

    private static func list(_ value: JSONValue, _ element: (JSONValue) -> JSONValue?) -> JSONValue? {
        let elements: [JSONValue] =
            switch value {
            case .array(let array): array
            case .string(let text): text.split(separator: ",").map { JSONValue.string(String($0).trimmed) }
            default: [value]
            }
        var read: [JSONValue] = []
        for value in elements {
            guard let one = element(value) else { return nil }
            read.append(one)
        }
        return .array(read)
    }

    /// An object of texts, or lines of `name=text` (`name: text`).
    private static func metadata(_ value: JSONValue) -> JSONValue? {
        if let object = value.object {
            return object.members.allSatisfy { $0.value.string != nil } ? value : nil
        }
        var object: JSONObject = [:]
        for line in value.array ?? [value] {
            guard let text = line.string, let end = text.firstIndex(where: { $0 == "=" || $0 == ":" }), end != text.startIndex
            else {
                return nil
            }
            object[String(text[..<end]).trimmed] = .string(String(text[text.index(after: end)...]).trimmed)
        }
        return .object(object)
    }
}

extension String {
    /// Without spaces at either end.
    var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
