public import JSON

/// What is worth knowing of a field of a configuration, beside its kind and default.
public struct FieldNote: Sendable, Hashable {
    public let meaning: String
    /// What its default depends on, where it is not one value.
    public let fallback: String?
    /// What an update may do to it, where one word does not say it.
    public let editing: String?
    /// What changes with it, or must be changed with it.
    public let movesAlong: String?
    /// What changing it, or leaving its default, can cost.
    public let risk: String?

    init(
        _ meaning: String, fallback: String? = nil, editing: String? = nil, movesAlong: String? = nil, risk: String? = nil
    ) {
        self.meaning = meaning
        self.fallback = fallback
        self.editing = editing
        self.movesAlong = movesAlong
        self.risk = risk
    }
}

/// A field with all that can be said of it.
public struct ExplainedField: Sendable {
    public enum Owner: String, Sendable, CaseIterable {
        case stream
        case consumer
        case bucket
        case objectBucket = "object bucket"
        case server
    }

    public let owner: Owner
    public let name: String
    public let aliases: [String]
    /// Its kind in a word or two: `duration (ns)`, `old | new`.
    public let type: String
    /// What a server gives it when nobody sets it; nil: nothing.
    public let standard: JSONValue?
    public let editing: ConfigurationField.Editing
    public let since: String?
    public let note: FieldNote

    init(_ owner: Owner, _ field: ConfigurationField, standard: JSONValue?, _ note: FieldNote) {
        self.owner = owner
        name = field.name
        aliases = field.aliases
        type = Self.words(field.kind)
        self.standard = standard
        editing = field.editing
        since = field.since.map { "\($0.major).\($0.minor)" }
        self.note = note
    }

    init(
        _ owner: Owner, _ name: String, _ type: String, standard: JSONValue? = nil, editing: ConfigurationField.Editing = .free,
        since: String? = nil, aliases: [String] = [], _ note: FieldNote
    ) {
        self.owner = owner
        self.name = name
        self.aliases = aliases
        self.type = type
        self.standard = standard
        self.editing = editing
        self.since = since
        self.note = note
    }

    private static func words(_ kind: ConfigurationField.Kind) -> String {
        switch kind {
        case .text: "text"
        case .choice(let words): words.joined(separator: " | ")
        case .flag: "flag"
        case .number: "number"
        case .duration: "duration (ns)"
        case .durations: "durations (ns)"
        case .size: "bytes"
        case .time: "time (RFC 3339)"
        case .texts: "list of texts"
        case .metadata: "names to texts"
        case .object(let fields): "{" + fields.map(\.name).joined(separator: ", ") + "}"
        case .objects(let fields): "list of {" + fields.map(\.name).joined(separator: ", ") + "}"
        }
    }
}

/// All fields that can be explained.
public enum ExplainedFields {
    public static let all: [ExplainedField] =
        StreamFields.all.compactMap { field in
            StreamFieldNotes.notes[field.name].map {
                ExplainedField(.stream, field, standard: StreamDefaults.values[field.name], $0)
            }
        }
        + ConsumerFields.all.compactMap { field in
            ConsumerFieldNotes.notes[field.name].map {
                ExplainedField(.consumer, field, standard: ConsumerFieldNotes.standard(field.name), $0)
            }
        }
        + BucketFields.all + ServerSettings.all
}
