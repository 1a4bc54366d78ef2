public import JSON
public import Model

/// Reasons to be written into an asset.
public struct Noting: Sendable, Hashable {
    public let reasons: Reasons
    /// When they were given: `2026-01-31`.
    public let day: String

    public init(reasons: Reasons, day: String) {
        self.reasons = reasons
        self.day = day
    }

    /// The texts by field.
    /// - Parameter fields: those a reason for all of the change speaks for.
    func texts(for fields: [String]) -> [String: String] {
        var texts = reasons.fields
        if let general = reasons.general { for field in fields where texts[field] == nil { texts[field] = general } }
        return texts.mapValues { AssetReasons.value($0, day: day) }
    }
}

/// A configuration, made, changed or there, whose fields may have reasons.
public protocol Deviating: Change {
    /// The configuration as it is or would be, where that is known.
    var resulting: JSONObject? { get }
    /// What of it deviates from what is usual, by this change where it is one.
    var deviations: [Deviation] { get }
    static var fieldsKnown: [ConfigurationField] { get }
}

/// A change of a configuration whose fields may have reasons.
public protocol Documentable: Deviating {
    /// The fields a reason for all of it speaks for: those it sets to something else than the default.
    var reasonedFields: [String] { get }
    /// Reasons to be written into the asset itself; nil for none.
    var noting: Noting? { get set }
    /// The configuration it changes; nil for an asset to be made.
    var replaced: JSONObject? { get }
    /// What it changes of that.
    var changes: [ConfigurationChange] { get }
    /// How a client that declares the asset is refused once it has other metadata.
    static var declarationError: String { get }
}

extension Documentable {
    public var replaced: JSONObject? { nil }

    /// The fields of a comparison that can have a reason.
    static func reasoned(_ changes: [ConfigurationChange]) -> [String] {
        changes.filter { $0.to != nil && !["name", "durable_name", "subjects", "metadata", "description"].contains($0.field) }
            .map(\.field)
    }
}

extension StreamCreate: Documentable {
    public static let fieldsKnown = StreamFields.all
    public static let declarationError = "10058"
    public var resulting: JSONObject? { configuration.json }
    public var changes: [ConfigurationChange] {
        ConfigurationComparison.changes(
            from: Deviations.usual(configuration), to: configuration.json, defaults: StreamDefaults.values)
    }
    public var reasonedFields: [String] { Self.reasoned(changes) }
    public var deviations: [Deviation] { Deviations.of(stream: configuration) }
}

extension StreamUpdate: Documentable {
    public static let fieldsKnown = StreamFields.all
    public static let declarationError = "10058"
    public var resulting: JSONObject? { proposed?.json }
    public var replaced: JSONObject? { current?.json }
    public var reasonedFields: [String] { Self.reasoned(changes) }
    public var deviations: [Deviation] {
        proposed.map { Deviations.of(stream: $0, altered: Set(changes.map(\.field))) } ?? []
    }
}

extension ConsumerCreate: Documentable {
    public static let fieldsKnown = ConsumerFields.all
    public static let declarationError = "10148"
    public var resulting: JSONObject? { configuration.json }
    public var changes: [ConfigurationChange] {
        ConfigurationComparison.changes(from: [:], to: configuration.json, defaults: ConsumerDefaults.values)
    }
    public var reasonedFields: [String] { Self.reasoned(changes) }
    public var deviations: [Deviation] { Deviations.of(consumer: configuration) }
}

extension ConsumerUpdate: Documentable {
    public static let fieldsKnown = ConsumerFields.all
    public static let declarationError = "10148"
    public var resulting: JSONObject? { present == nil ? nil : proposed.json }
    public var replaced: JSONObject? { present?.json }
    public var reasonedFields: [String] { Self.reasoned(changes) }
    public var deviations: [Deviation] {
        present == nil ? [] : Deviations.of(consumer: proposed, altered: altered)
    }
}

extension StreamExisting: Deviating {
    public static let fieldsKnown = StreamFields.all
    public var resulting: JSONObject? { configuration.json }
    public var deviations: [Deviation] { Deviations.of(stream: configuration).map(\.there) }
}

extension ConsumerExisting: Deviating {
    public static let fieldsKnown = ConsumerFields.all
    public var resulting: JSONObject? { configuration.json }
    public var deviations: [Deviation] { Deviations.of(consumer: configuration).map(\.there) }
}

extension Deviation {
    /// What is there holds nothing up: that nobody said why is worth a warning at most.
    fileprivate var there: Deviation { Deviation(field: field, value: value, usual: usual, level: min(level, .warn)) }
}
