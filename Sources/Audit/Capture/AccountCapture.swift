public import JSON

/// What was seen of one account's JetStream, in one domain.
public struct AccountCapture: Sendable, Hashable {
    /// The consumers of one stream.
    public struct Consumers: Sendable, Hashable {
        public var list: PackedObjects
        /// Listed, and their leaders did not answer.
        public var missing: [String] = []
        /// Kept, and not served, with the server's reason.
        public var offline: JSONObject = [:]
        /// Why they were not read, or not all of them.
        public var unread: String?

        public init(in spool: (any Spool)? = nil) { list = PackedObjects(in: spool) }
    }

    /// Nil where the server does not tell.
    public var name: String?
    public var context: String?
    public var domain: String?
    /// The contexts and addresses it was seen through.
    public var sources: [String]
    /// Whether it was seen by its own user (through the API), or by the servers (JSZ).
    public var isOwn: Bool
    /// Usage and limits, as the API tells them to its own users.
    public var info: JSONObject?
    /// Who we are there, by the server's own words.
    public var user: JSONObject?
    public var streams: PackedObjects
    public var consumers: [String: Consumers] = [:]
    public var missing: [String] = []
    public var offline: JSONObject = [:]
    /// Listed by name, and not there when asked for.
    public var ghosts: [String] = []
    /// Why fields deviate from defaults, by the journal; the latest of each.
    public var reasons: [NotedReason] = []
    /// What was not seen of it, and why: `info`, `user`, `streams`.
    public var unseen: [String: String] = [:]

    public init(
        name: String?, context: String?, domain: String? = nil, isOwn: Bool, source: String? = nil, spool: (any Spool)? = nil
    ) {
        streams = PackedObjects(in: spool)
        self.name = name
        sources = [source ?? context].compactMap(\.self)
        self.context = context
        self.domain = domain
        self.isOwn = isOwn
    }
}

/// What one server keeps of a stream that has copies on several.
public struct ReplicaCapture: Sendable, Hashable {
    public let account: String
    public let stream: String
    public let server: String
    public let lastSequence: UInt64
    /// The context or address the server was asked through.
    public let source: String

    public init(account: String, stream: String, server: String, lastSequence: UInt64, source: String) {
        self.source = source
        self.account = account
        self.stream = stream
        self.server = server
        self.lastSequence = lastSequence
    }
}
