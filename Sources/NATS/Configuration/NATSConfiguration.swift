/// Everything that was decided at start about one NATS system: how to reach it, who we are there, and where that came from.
public struct NATSConfiguration: Sendable, Hashable {
    /// What results call it: the context's name, or `default`.
    public var name: String
    public var options: NATSOptions
    /// Where server and credentials came from, in words without secrets.
    public var source: String
    /// JetStream of this domain instead of the account's own; wins over `jetStreamPrefix`.
    public var jetStreamDomain: String?
    /// Where the JetStream API is imported to, instead of `$JS.API`.
    public var jetStreamPrefix: String?

    public init(
        name: String, options: NATSOptions, source: String, jetStreamDomain: String? = nil, jetStreamPrefix: String? = nil
    ) {
        self.name = name
        self.options = options
        self.source = source
        self.jetStreamDomain = jetStreamDomain
        self.jetStreamPrefix = jetStreamPrefix
    }

    /// Decides from the command line and the environment.
    /// - Throws: `.invalidConfiguration` that names what conflicts or is wrong, never a secret.
    public static func resolve(environment: [String: String], flags: NATSFlags) throws(NATSError) -> NATSConfiguration {
        let (options, source) = try NATSEnvironment.options(from: environment, flags: flags)
        return NATSConfiguration(name: "default", options: options, source: source)
    }
}
