import Guard
import JSON
import Platform

/// The limits of one check: given by the caller, else by the asset's own metadata (`io.nats.monitor.*`), else the usual.
struct CheckLimits: Sendable {
    enum Value: Sendable, Hashable {
        /// Times are in seconds.
        case number(Double)
        case flag(Bool)
        case text(String)
    }

    private let kind: CheckKind
    private var values: [String: Value]

    /// - Throws: for a name that is none, or a value that cannot be read: a limit that is silently off is none.
    init(_ kind: CheckKind, given: JSONObject) throws(ToolFailure) {
        self.kind = kind
        values = [:]
        for limit in kind.limits { values[limit.name] = limit.fallback }
        for member in given.members {
            guard let limit = kind.limits.first(where: { $0.name == member.key }) else {
                let names = kind.limits.map(\.name)
                let near = Nearest.names(to: member.key, among: names)
                let hint = near.isEmpty ? "" : " Did you mean \(near.joined(separator: " or "))?"
                throw ToolFailure(
                    "invalid_argument", "A check of \(kind.rawValue) has no limit \(quoted(member.key)).\(hint)",
                    next: "It takes: \(names.joined(separator: ", ")).")
            }
            guard let value = Self.read(member.value, limit.form) else {
                throw ToolFailure(
                    "invalid_argument", "The limit `\(limit.name)` must be \(Self.words(limit.form)), not \(member.value.text).")
            }
            values[limit.name] = value
        }
        givenNames = Set(given.keys)
    }

    private let givenNames: Set<String>

    /// Takes over what an asset says of itself, where the caller said nothing.
    /// - Returns: the names whose values can't be read.
    mutating func take(_ metadata: JSONObject) -> [String] {
        let prefix = "io.nats.monitor."
        if metadata[prefix + "enabled"]?.string.map({ !["true", "t", "1"].contains($0.lowercased()) }) ?? false { return [] }
        var unreadable: [String] = []
        for member in metadata.members where member.key.hasPrefix(prefix) {
            let name = String(member.key.dropFirst(prefix.count).map { $0 == "-" ? "_" : $0 })
            guard let limit = kind.limits.first(where: { $0.name == name }), !givenNames.contains(name) else { continue }
            if let value = Self.read(member.value, limit.form) { values[name] = value } else { unreadable.append(member.key) }
        }
        return unreadable
    }

    /// Nil where it is not set, or turned off by a negative number.
    func number(_ name: String) -> Double? {
        if case .number(let value)? = values[name], value >= 0 { value } else { nil }
    }
    func flag(_ name: String) -> Bool? { if case .flag(let value)? = values[name] { value } else { nil } }
    func text(_ name: String) -> String? { if case .text(let value)? = values[name] { value } else { nil } }

    private static func read(_ value: JSONValue, _ form: CheckLimit.Form) -> Value? {
        switch form {
        case .count:
            let number = value.number ?? value.string.flatMap { Double($0) }
            return number.flatMap { $0.isFinite ? .number($0) : nil }
        case .time:
            guard let text = value.string else { return nil }
            return DurationText.parse(text).map { .number(seconds($0)) }
        case .flag:
            if let flag = value.bool { return .flag(flag) }
            return ["true": .flag(true), "false": .flag(false)][value.string?.lowercased() ?? ""]
        case .text: return value.string.map(Value.text)
        }
    }

    private static func words(_ form: CheckLimit.Form) -> String {
        switch form {
        case .count: "a number"
        case .time: "a time with its unit (500ms, 30s, 7d)"
        case .flag: "true or false"
        case .text: "a text"
        }
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
