public import JSON

/// How far a finding holds a change up.
public enum Level: String, Sendable, CaseIterable, Comparable {
    /// Reported.
    case info
    /// The change goes through; reported.
    case warn
    /// Goes through only with a documented reason.
    case danger
    /// Goes through only when the exact loss is confirmed.
    case block
    /// Cannot go through: the server would refuse it, or nothing could make it right.
    case refuse

    private var rank: Int {
        switch self {
        case .info: 0
        case .warn: 1
        case .danger: 2
        case .block: 3
        case .refuse: 4
        }
    }

    public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }
}

/// What a rule has to say about a change.
public struct Finding: Sendable, Hashable {
    public let rule: String
    public let name: String
    public let level: Level
    /// The field at fault as a JSON pointer into the request, where it is one field.
    public let field: String?
    /// What happens, in numbers.
    public let effect: String
    public let why: String
    public let reversible: Bool
    public let instead: String
    public let source: String
    /// The fields a reason has to speak for, where it is not `field` alone.
    var fields: [String] = []

    /// The fields a reason for it would name.
    public var reasonFields: [String] { fields.isEmpty ? [field.flatMap(Reasons.name)].compactMap(\.self) : fields }

    public var json: JSONObject {
        var object: JSONObject = [
            "rule": .string(rule), "name": .string(name), "level": .string(level.rawValue),
        ]
        if let field { object.append("field", .string(field)) }
        object.append("effect", .string(effect))
        object.append("why", .string(why))
        object.append("reversible", .bool(reversible))
        object.append("instead", .string(instead))
        object.append("source", .string(source))
        return object
    }
}
