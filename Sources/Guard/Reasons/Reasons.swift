public import JSON

/// Why somebody wants a change: one text for all of it, or one for each field.
public struct Reasons: Sendable, Hashable {
    public static let none = Reasons()

    public var general: String?
    /// By the name of the field, as the server has it.
    public var fields: [String: String]

    public init(general: String? = nil, fields: [String: String] = [:]) {
        self.general = general
        self.fields = fields
    }

    public var isEmpty: Bool { general == nil && fields.isEmpty }

    public func text(for field: String) -> String? { fields[field] ?? general }

    /// Whether there is a reason a person would understand for what a finding is about. One that is about no field in particular
    /// is answered by any.
    func answers(_ finding: Finding) -> Bool {
        if Reason.isUnderstandable(general) { return true }
        let understood = fields.filter { Reason.isUnderstandable($0.value) }
        guard !understood.isEmpty else { return false }
        return finding.reasonFields.allSatisfy { understood[$0] != nil }
    }

    /// The field a pointer into a request leads to: `max_age` of `/config/max_age`.
    static func name(_ pointer: String) -> String? {
        var parts = pointer.split(separator: "/").map(String.init)
        if parts.count > 1, ["config", "fields"].contains(parts[0]) { parts.removeFirst() }
        return parts.first
    }

    /// A text, or an object of texts; nil where nothing was given.
    public var json: JSONValue? {
        if fields.isEmpty { return general.map { .string($0) } }
        var object: JSONObject = [:]
        for reason in fields.sorted(by: { $0.key < $1.key }) { object.append(reason.key, .string(reason.value)) }
        if let general { object.append("*", .string(general)) }
        return .object(object)
    }
}

/// A reason as it stands somewhere, in an asset or in the journal.
public struct DocumentedReason: Sendable, Hashable {
    public enum Place: String, Sendable {
        /// `guard.reason.<field>` in its metadata.
        case asset
        case journal
    }

    public let text: String
    public let place: Place
    /// RFC 3339, or the day alone where the asset has it; nil where nobody wrote it down.
    public let time: String?
    /// Who gave it, as the client named itself; untrusted.
    public let by: String?

    public init(text: String, place: Place, time: String? = nil, by: String? = nil) {
        self.text = text
        self.place = place
        self.time = time
        self.by = by
    }
}
