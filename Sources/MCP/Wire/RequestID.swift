internal import JSON

/// What names a request: a string or an integer, given back exactly as it came. 1 and "1" are two ids.
enum RequestID: Sendable, Hashable {
    case integer(Int64)
    case unsigned(UInt64)
    case string(String)

    /// Nil for what can't be an id: null, a boolean, a number with a fraction, a structure.
    init?(_ value: JSONValue) {
        switch value {
        case .integer(let number): self = .integer(number)
        case .unsigned(let number): self = .unsigned(number)
        case .string(let text): self = .string(text)
        default: return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .integer(let number): .integer(number)
        case .unsigned(let number): .unsigned(number)
        case .string(let text): .string(text)
        }
    }
}
