import Audit
import Guard
public import JSON
import Model
import Platform

/// Explains what NATS and this program mean by a word.
public struct Explain: Tool {
    public let name = "explain"
    public let title = "Explain a code, field or rule"
    public let description =
        "Explains an error code (JetStream err_code or name, or one of this program's), a field of stream, consumer or bucket "
        + "configuration (default, what moves along with it, whether it can be changed, since when), or a rule. Asks no server."
    public let effect = Effect.read
    public let scope = Scope.program

    private static let topic = Field<String>.text(
        "topic", "10077, wrong_revision, max_age, NG-X002, …", aliases: ["code", "name", "field", "rule", "error"])

    public let fields: [any FieldShape] = [topic]

    public let output: JSONObject = [
        "topic": ["type": "string"],
        "explained": [
            "type": "array", "items": ["type": "object"],
            "description": "Each with `kind`: error, code, field, rule or threshold.",
        ],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let topic = try arguments(Self.topic)
        let found = Explanations.of(topic)
        guard !found.isEmpty else { throw Self.unknown(topic) }
        return ["topic": .string(topic), "explained": .array(found.map { .object($0) })]
    }

    private static func unknown(_ topic: String) -> ToolFailure {
        let near = Nearest.names(to: topic, among: Explanations.names)
        let hint = near.isEmpty ? "" : " Did you mean \(near.map { quoted($0) }.joined(separator: " or "))?"
        return ToolFailure(
            "not_found", "Nothing here is called \(quoted(topic)).\(hint)",
            next: "Known are err_code numbers (10002 to 10227) and their names, `error.code` of results, fields such as max_age, "
                + "ack_wait, history, rules such as NG-X002.")
    }
}

/// Everything that can be explained, by name.
enum Explanations {
    /// All that a word can mean: a field's name may be one of a stream and of a consumer.
    static func of(_ topic: String) -> [JSONObject] {
        let wanted = plain(topic)
        guard !wanted.isEmpty else { return [] }
        return ServerErrors.all.filter { isNamed($0, wanted) }.map(row)
            + OwnCodes.all.filter { plain($0.name) == wanted }.map(row)
            + ExplainedFields.all.filter { field in ([field.name] + field.aliases).contains { plain($0) == wanted } }.map(row)
            + RuleCatalogue.descriptions.filter { plain($0.code) == wanted || plain($0.name) == wanted }.map(row)
            + CheckCatalogue.all.filter { plain($0.code) == wanted || plain($0.name) == wanted }.map(row)
            + RetiredRule.all.filter { plain($0.code) == wanted || plain($0.name) == wanted }.map(row)
            + AuditThresholds.known.filter { plain($0.name) == wanted }.map(row)
    }

    /// For "did you mean".
    static let names: [String] =
        ServerErrors.all.map(\.name) + OwnCodes.all.map(\.name) + ExplainedFields.all.map(\.name)
        + RuleCatalogue.descriptions.flatMap { [$0.code, $0.name] } + CheckCatalogue.all.flatMap { [$0.code, $0.name] }
        + AuditThresholds.known.map(\.name)

    /// Letters and digits alone: `JSStreamNotFoundErr`, `stream not found` and `stream_not_found` are the same.
    private static func plain(_ name: String) -> String {
        var name = name[...]
        if name.hasPrefix("JS"), name.dropFirst(2).first?.isUppercase == true { name = name.dropFirst(2) }
        if name.hasSuffix("F"), name.dropLast().last?.isLowercase == true { name = name.dropLast() }
        if name.hasSuffix("Err") { name = name.dropLast(3) }
        return name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    private static func isNamed(_ error: ServerError, _ wanted: String) -> Bool {
        let number = wanted.hasPrefix("errcode") ? String(wanted.dropFirst(7)) : wanted
        return String(error.number) == number || plain(error.name) == wanted
    }

    private static func row(_ error: ServerError) -> JSONObject {
        var row: JSONObject = [
            "kind": "error", "err_code": JSONValue(error.number), "name": .string(error.name), "code": JSONValue(error.status),
            "meaning": .string(error.meaning),
        ]
        if let advice = error.advice { row.append("next", .string(advice)) }
        row.append("retry_helps", .bool(error.mayPass))
        return row
    }

    private static func row(_ rule: RetiredRule) -> JSONObject {
        [
            "kind": "rule", "code": .string(rule.code), "name": .string(rule.name),
            "retired": .string("\(rule.successor) says the same."), "see": .string(rule.successor),
        ]
    }

    private static func row(_ code: OwnCode) -> JSONObject {
        var row: JSONObject = ["kind": "code", "code": .string(code.name), "meaning": .string(code.meaning)]
        if let advice = code.advice { row.append("next", .string(advice)) }
        return row
    }

    private static func row(_ field: ExplainedField) -> JSONObject {
        let note = field.note
        var row: JSONObject = [
            "kind": "field", "of": .string(field.owner.rawValue), "name": .string(field.name), "type": .string(field.type),
            "meaning": .string(note.meaning),
        ]
        if let fallback = note.fallback {
            row.append("default", .string(fallback))
        } else if let standard = field.standard {
            row.append("default", shown(standard, field.type))
        }
        row.append("can_change", .string(note.editing ?? words(field.editing)))
        if let along = note.movesAlong { row.append("moves_along", .string(along)) }
        if let risk = note.risk { row.append("risk", .string(risk)) }
        if let since = field.since { row.append("since", .string(since)) }
        return row
    }

    private static func shown(_ value: JSONValue, _ type: String) -> JSONValue {
        guard type.hasPrefix("duration (ns)"), let nanoseconds = value.int64, nanoseconds > 0 else { return value }
        return .string(DurationText.text(.nanoseconds(nanoseconds)))
    }

    private static func words(_ editing: ConfigurationField.Editing) -> String {
        switch editing {
        case .free: "yes"
        case .never: "never"
        case .oneWay: "can be turned on, never off again"
        }
    }

    static func row(_ rule: RuleDescription) -> JSONObject {
        var row = told(rule)
        let numbers = ThresholdCatalogue.all.filter { $0.about.hasPrefix(rule.code + ":") }
        if !numbers.isEmpty { row.append("thresholds", .array(numbers.map { .object($0.json) })) }
        return row
    }

    private static func told(_ rule: RuleDescription) -> JSONObject {
        [
            "kind": "rule", "code": .string(rule.code), "name": .string(rule.name), "change": .string(rule.change),
            "level": .string(rule.level.rawValue), "why": .string(rule.why), "instead": .string(rule.instead),
            "reversible": .bool(rule.reversible), "source": .string(rule.source),
        ]
    }

    private static func row(_ check: Check) -> JSONObject {
        [
            "kind": "check", "code": .string(check.code), "name": .string(check.name), "level": .string(check.level.rawValue),
            "meaning": .string(check.about), "why": .string(check.why), "source": .string(check.source),
        ]
    }

    private static func row(_ threshold: Threshold) -> JSONObject {
        [
            "kind": "threshold", "name": .string(threshold.name), "default": JSONValue(threshold.standard),
            "unit": .string(threshold.unit.rawValue), "meaning": .string(threshold.about),
        ]
    }
}
