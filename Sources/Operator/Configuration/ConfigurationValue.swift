import JSON
import Model
import Platform

/// Reads what people write for a field into what the server takes.
///
/// `nil` would be read as JSON's null here, which means something: hence `.none`.
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
        case .time: time(value)
        case .texts: list(value) { $0.string.map { .string($0) } }
        case .metadata: metadata(value)
        case .object, .objects: .none
        }
    }

    /// Whatever the case, and with `_` or `-` between words.
    private static func choice(_ value: JSONValue, _ words: [String]) -> JSONValue? {
        guard let text = value.string else { return .none }
        func bare(_ word: String) -> String { word.lowercased().filter { $0 != "_" && $0 != "-" } }
        return words.first { bare($0) == bare(text) }.map { .string($0) }
    }

    private static func flag(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .bool: return value
        case .string("true"): return .bool(true)
        case .string("false"): return .bool(false)
        default: return .none
        }
    }

    private static func number(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .integer, .unsigned: return value
        case .double(let number):
            guard let whole = Int64(exactly: number) else { return .none }
            return JSONValue(whole)
        case .string("unlimited"): return JSONValue(-1)
        case .string(let text):
            if let number = Int64(text) { return JSONValue(number) }
            if let number = UInt64(text) { return JSONValue(number) }
            return .none
        default: return .none
        }
    }

    /// Below a millisecond a bare number was meant in another unit: 86400 is a day for people, and no time at all for the server.
    private static func duration(_ value: JSONValue) -> JSONValue? {
        if let number = number(value)?.int64 {
            guard number == 0 || number >= 1_000_000 else { return .none }
            return JSONValue(number)
        }
        guard let text = value.string, let duration = DurationText.parse(text) else { return .none }
        let (seconds, attoseconds) = duration.components
        return JSONValue(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    private static func size(_ value: JSONValue) -> JSONValue? {
        if let number = number(value) { return number }
        guard let text = value.string, let bytes = SizeText.parse(text) else { return .none }
        return JSONValue(bytes)
    }

    private static func time(_ value: JSONValue) -> JSONValue? {
        guard let text = value.string, WallTime(rfc3339: text) != nil else { return .none }
        return .string(text)
    }

    private static func list(_ value: JSONValue, _ element: (JSONValue) -> JSONValue?) -> JSONValue? {
        let elements: [JSONValue] =
            switch value {
            case .array(let array): array
            // Shells and some models write a list as text: `["a", "b"]`, or `a,b`.
            case .string(let text) where text.first == "[":
                (try? JSONParser().parse(text).array) ?? [value]
            case .string(let text): text.split(separator: ",").map { JSONValue.string(String($0).trimmed) }
            default: [value]
            }
        var read: [JSONValue] = []
        for value in elements {
            guard let one = element(value) else { return .none }
            read.append(one)
        }
        return .array(read)
    }

    /// An object of texts, or lines of `name=text` (`name: text`).
    private static func metadata(_ value: JSONValue) -> JSONValue? {
        if let object = value.object {
            guard object.members.allSatisfy({ $0.value.string != nil }) else { return .none }
            return value
        }
        var object: JSONObject = [:]
        for line in value.array ?? [value] {
            guard let text = line.string, let end = text.firstIndex(where: { $0 == "=" || $0 == ":" }), end != text.startIndex
            else {
                return .none
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
