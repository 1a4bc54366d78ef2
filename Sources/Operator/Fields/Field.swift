public import JSON

/// One argument of a tool: its place in the schema and how it is read, with the key written once.
public struct Field<Value: Sendable>: FieldShape {
    public let name: String
    public let aliases: [String]
    public let schema: JSONObject
    public let documentation: JSONObject
    public let isRequired: Bool
    public let isListed: Bool
    let decode: @Sendable (JSONValue?) throws(ArgumentMistake) -> Value

    init(
        _ name: String, aliases: [String] = [], schema: JSONObject, isRequired: Bool = false,
        decode: @escaping @Sendable (JSONValue?) throws(ArgumentMistake) -> Value
    ) {
        self.name = name
        self.aliases = aliases
        self.schema = schema
        documentation = schema
        self.isRequired = isRequired
        isListed = true
        self.decode = decode
    }

    private init(_ field: Field, schema: JSONObject, isListed: Bool) {
        name = field.name
        aliases = field.aliases
        self.schema = schema
        documentation = field.documentation
        isRequired = field.isRequired
        self.isListed = isListed
        decode = field.decode
    }

    /// The same with a schema of its type alone: what many tools share is explained once, not in each of them.
    func terse() -> Field {
        var schema = schema
        for key in schema.keys where !["type", "enum", "items"].contains(key) { schema[key] = nil }
        return Field(self, schema: schema, isListed: isListed)
    }

    /// The same, taken though no schema tells of it: docs/tools.md does.
    func unlisted() -> Field { Field(self, schema: schema, isListed: false) }
}

/// What a schema needs of a field, whatever its type.
public protocol FieldShape: Sendable {
    var name: String { get }
    /// Other names taken for it, from older prompts; not in the schema.
    var aliases: [String] { get }
    var schema: JSONObject { get }
    /// The schema with all that it leaves out where many tools share the field.
    var documentation: JSONObject { get }
    var isRequired: Bool { get }
    /// Whether schemas tell of it.
    var isListed: Bool { get }
}

/// What was wrong with an argument's value, and what is allowed.
struct ArgumentMistake: Error, Sendable {
    let expected: String
    init(_ expected: String) { self.expected = expected }
}

extension FieldShape {
    /// What it is, for people.
    public var words: String { documentation["description"]?.string ?? "" }

    /// `integer from 1 to 1000, default 50`; `one of name, count`.
    public var form: String {
        var form = documentation["type"]?.string ?? ""
        if let choices = documentation["enum"]?.array { form = "one of " + choices.compactMap(\.string).joined(separator: ", ") }
        if let least = documentation["minimum"] { form += " from \(least.text)" }
        if let most = documentation["maximum"] { form += " to \(most.text)" }
        if let usual = documentation["default"] { form += ", default \(usual.string ?? usual.text)" }
        return isRequired ? form + ", required" : form
    }
}
