/// One field of a configuration, as nats-server 2.15 knows it.
public struct ConfigurationField: Sendable, Hashable {
    /// What its value is, in the server's JSON.
    public indirect enum Kind: Sendable, Hashable {
        case text
        case choice([String])
        case flag
        /// A whole number; -1 means no limit where the field is one.
        case number
        /// Nanoseconds.
        case duration
        case durations
        /// Bytes; -1 means no limit.
        case size
        case time
        case texts
        /// Names to texts.
        case metadata
        case object([ConfigurationField])
        case objects([ConfigurationField])
    }

    /// What an update may do to it.
    public enum Editing: String, Sendable {
        case free
        /// Set once when the asset is made, for good.
        case never
        /// Can be turned on later, and never off again.
        case oneWay = "one_way"
    }

    public let name: String
    public let kind: Kind
    public let editing: Editing
    /// The release of nats-server that brought it, where that is newer than 2.9: major, minor.
    public let since: (major: Int, minor: Int)?
    /// Other names people use for it.
    public let aliases: [String]

    init(
        _ name: String, _ kind: Kind, _ editing: Editing = .free, since: (Int, Int)? = nil, aliases: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.editing = editing
        self.since = since.map { ($0.0, $0.1) }
        self.aliases = aliases
    }

    /// One of a list of what a field holds.
    public static func part(_ name: String, _ kind: Kind) -> ConfigurationField { ConfigurationField(name, kind) }

    public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.kind == b.kind }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
