import Guard
import JSON
import JetStream
import Model
import NATS
import Platform

/// Configurations as arguments: one `config` object in the server's words, or any of its fields as an argument of its own.
struct ConfigurationInput {
    let known: [ConfigurationField]
    /// For the tool's list: `config`, and every field by itself. Schemas leave most of those out: they would cost more than they tell.
    let fields: [any FieldShape]
    private let config: Field<JSONValue?>
    private let single: [(ConfigurationField, Field<JSONValue?>)]

    /// - Parameters:
    ///   - own: fields the tool has arguments for.
    ///   - listed: fields that schemas tell of, with what they say; nothing where the name says it all.
    ///   - words: what the schema says of `config`.
    init(
        _ known: [ConfigurationField], own: Set<String> = [], listed: [String: String] = [:],
        words: String = "Fields as the server names them; durations as 30s or 7d, sizes as 10G; null: the default."
    ) {
        self.known = known
        config = Field<JSONValue?>("config", schema: ["type": "object", "description": .string(words)]) { (value) in value }
        let single = known.filter { !own.contains($0.name) }.map { ($0, Self.argument($0, listed[$0.name])) }
        self.single = single
        let (open, silent) = (single.filter { listed[$0.0.name] != nil }, single.filter { listed[$0.0.name] == nil })
        fields = open.map { $0.1 as any FieldShape } + [config] + silent.map { $0.1 as any FieldShape }
    }

    private static func argument(_ field: ConfigurationField, _ listed: String?) -> Field<JSONValue?> {
        let words = sameAsInConfig + words(field.kind) + "."
        var schema: JSONObject = [
            "type": .string(type(field.kind)), "description": .string(listed?.isEmpty == false ? listed ?? "" : words),
        ]
        if listed != nil, case .choice(let choices) = field.kind { schema.append("enum", .array(choices.map { .string($0) })) }
        let argument = Field<JSONValue?>(field.name, aliases: field.aliases, schema: schema) { (value) in value }
        guard let listed else { return argument.unlisted() }
        return listed.isEmpty ? argument.terse() : argument
    }

    /// How a field begins that is the same as one in `config`.
    static let sameAsInConfig = "The same as in config: "

    /// What was given, in the server's words and units; null where the default is wanted.
    func read(_ arguments: Arguments) throws(ToolFailure) -> JSONObject {
        var given: JSONObject = [:]
        if let config = try arguments(config), !config.isNull {
            guard let object = Self.parsed(config).object else {
                throw ToolFailure("invalid_argument", "`config` must be an object of configuration fields.")
            }
            given = try Self.read(object, known, in: "config")
        }
        for (field, argument) in single {
            guard let value = try arguments(argument) else { continue }
            guard given[field.name] == nil else {
                throw ToolFailure(
                    "invalid_argument", "`\(field.name)` is given twice, by itself and in `config`: give one of them.")
            }
            given.append(field.name, try Self.value(value, field, in: field.name))
        }
        return given
    }

    static func read(
        _ object: JSONObject, _ known: [ConfigurationField], in place: String
    ) throws(ToolFailure) -> JSONObject {
        var read: JSONObject = [:]
        for member in object.members {
            guard let field = known.first(where: { $0.name == member.key || $0.aliases.contains(member.key) }) else {
                let near = Nearest.names(to: member.key, among: known.map(\.name))
                let hint = near.isEmpty ? "" : " Did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"
                throw ToolFailure(
                    "unknown_argument", "`\(place)` has no field \(JSONValue.string(member.key).text).\(hint)",
                    next: "Allowed: \(known.map(\.name).joined(separator: ", ")).")
            }
            guard read[field.name] == nil else {
                throw ToolFailure("invalid_argument", "`\(place)` has `\(field.name)` twice, under two names.")
            }
            read.append(field.name, try value(member.value, field, in: place + "." + field.name))
        }
        return read
    }

    private static func value(
        _ value: JSONValue, _ field: ConfigurationField, in place: String
    ) throws(ToolFailure) -> JSONValue {
        if value.isNull { return .null }
        switch (field.kind, parsed(value)) {
        case (.object(let inner), let value):
            if let object = value.object { return .object(try read(object, inner, in: place)) }
            // A stream to mirror may be named alone.
            if let name = value.string, inner.contains(where: { $0.name == "name" }) { return ["name": .string(name)] }
        case (.objects(let inner), let value):
            var objects: [JSONValue] = []
            for element in value.array ?? [value] {
                objects.append(try self.value(element, ConfigurationField.part(field.name, .object(inner)), in: place))
            }
            return .array(objects)
        case (let kind, let value):
            if let read = ConfigurationValue.read(value, kind) { return read }
        }
        let shown = value.text
        throw ToolFailure(
            "invalid_argument",
            "`\(place)` must be \(words(field.kind)), not \(shown.count > 80 ? String(shown.prefix(80)) + "…" : shown).")
    }

    /// Shells give objects and lists as text.
    private static func parsed(_ value: JSONValue) -> JSONValue {
        guard let text = value.string, text.hasPrefix("{") || text.hasPrefix("[") else { return value }
        return (try? JSONParser().parse(text)) ?? value
    }

    private static func type(_ kind: ConfigurationField.Kind) -> String {
        switch kind {
        case .flag: "boolean"
        case .number: "integer"
        case .object, .metadata: "object"
        case .text, .choice, .duration, .durations, .size, .time, .texts, .objects: "string"
        }
    }

    private static func words(_ kind: ConfigurationField.Kind) -> String {
        switch kind {
        case .text: "a text"
        case .choice(let words): "one of " + words.joined(separator: ", ")
        case .flag: "true or false"
        case .number: "a whole number, -1 for no limit"
        case .duration: "a duration with its unit (30s, 5m, 7d), or nanoseconds of at least 1000000"
        case .durations: "a list of durations with their units (1s, 30s, 5m)"
        case .size: "a size in bytes or with a unit (64K, 1M, 10G), -1 for no limit"
        case .time: "a time as in RFC 3339 (2026-01-31T12:00:00Z)"
        case .texts: "a list of texts, or texts separated by commas"
        case .metadata: "an object of texts, or a list of name=text"
        case .object(let fields): "an object of " + fields.map(\.name).joined(separator: ", ")
        case .objects(let fields): "a list of objects of " + fields.map(\.name).joined(separator: ", ")
        }
    }
}

extension FieldShape {
    /// Whether it is one of `config`'s fields, given by itself.
    public var isOfConfiguration: Bool { words.hasPrefix(ConfigurationInput.sameAsInConfig) }
}

extension ToolContext {
    /// Refuses what the server is too old for: it would take the request and leave the field out.
    func checkSupport(of configuration: JSONObject, _ known: [ConfigurationField]) async throws(ToolFailure) {
        do {
            try await jetStream.checkSupport(of: configuration, known)
        } catch {
            throw ToolFailure(error)
        }
    }
}
