public import JSON

/// One argument of a tool: its place in the schema and how it is read, with the key written once.
public struct Field<Value: Sendable>: FieldShape {
    public let name: String
    public let aliases: [String]
    public let schema: JSONObject
    public let isRequired: Bool
    let decode: @Sendable (JSONValue?) throws(ArgumentMistake) -> Value

    init(
        _ name: String, aliases: [String] = [], schema: JSONObject, isRequired: Bool = false,
        decode: @escaping @Sendable (JSONValue?) throws(ArgumentMistake) -> Value
    ) {
        self.name = name
        self.aliases = aliases
        self.schema = schema
        self.isRequired = isRequired
        self.decode = decode
    }
}

/// What a schema needs of a field, whatever its type.
public protocol FieldShape: Sendable {
    var name: String { get }
    /// Other names taken for it, from older prompts; not in the schema.
    var aliases: [String] { get }
    var schema: JSONObject { get }
    var isRequired: Bool { get }
}

/// What was wrong with an argument's value, and what is allowed.
struct ArgumentMistake: Error, Sendable {
    let expected: String
    init(_ expected: String) { self.expected = expected }
}
