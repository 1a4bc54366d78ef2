/// Everything that was decided at start about one NATS system: how to reach it, who we are there, and where that came from.
public struct NATSConfiguration: Sendable, Hashable {
    public static let defaultServer = "nats://127.0.0.1:4222"

    /// What results call it: the context's name, or `default`.
    public var name: String
    public var options: NATSOptions
    /// Where server and credentials came from, in words without secrets.
    public var source: String
    /// What somebody should know who wonders why something that was set has no effect; sentences without secrets.
    public var notes: [String]
    /// JetStream of this domain instead of the account's own; wins over `jetStreamPrefix`.
    public var jetStreamDomain: String?
    /// Where the JetStream API is imported to, instead of `$JS.API`.
    public var jetStreamPrefix: String?

    public init(
        name: String, options: NATSOptions, source: String, notes: [String] = [], jetStreamDomain: String? = nil,
        jetStreamPrefix: String? = nil
    ) {
        self.name = name
        self.options = options
        self.source = source
        self.notes = notes
        self.jetStreamDomain = jetStreamDomain
        self.jetStreamPrefix = jetStreamPrefix
    }
}
