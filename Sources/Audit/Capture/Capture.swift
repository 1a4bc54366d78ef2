public import JSON
public import Model

/// What was seen of NATS at one time, to be judged then, later, or elsewhere. No payloads are in it, and no secrets.
public struct Capture: Sendable, Hashable {
    /// Of the text form. Older ones are read for good.
    public static let version = 1

    /// Something that was looked for and not seen.
    public struct Unseen: Sendable, Hashable {
        /// `servers`, `varz`, `connection`, `http`, …
        public let what: String
        /// The context, address or file.
        public let source: String
        public let reason: String

        public init(_ what: String, source: String, _ reason: String) {
            self.what = what
            self.source = source
            self.reason = reason
        }
    }

    /// A configuration file: what the rules of such files need of it, without passwords.
    public struct File: Sendable, Hashable {
        public let path: String
        public let conf: ConfMap

        public init(path: String, conf: ConfMap) {
            self.path = path
            self.conf = conf
        }
    }

    /// The newest complete backup below a directory.
    public struct Backup: Sendable, Hashable {
        public let root: String
        /// RFC 3339; nil where there is none.
        public let newest: String?
        public let path: String?
        /// Backups that were begun and not finished.
        public let incomplete: Int

        public init(root: String, newest: String?, path: String?, incomplete: Int) {
            self.root = root
            self.newest = newest
            self.path = path
            self.incomplete = incomplete
        }
    }

    public var program: String
    /// RFC 3339.
    public var taken: String
    public var targets: [JSONObject] = []
    public var servers: [ServerCapture] = []
    /// How many servers there are, as the servers say, by the source that was asked.
    public var expectedServers: [String: Int] = [:]
    public var accounts: [AccountCapture] = []
    public var replicas: [ReplicaCapture] = []
    public var files: [File] = []
    public var backups: [Backup] = []
    public var unseen: [Unseen] = []
    public var later: Growth?

    public init(program: String, taken: String) {
        self.program = program
        self.taken = taken
    }

    /// Adds a server, or what another source told of one.
    public mutating func take(_ server: ServerCapture) {
        if let index = servers.firstIndex(where: { $0.identity.id == server.identity.id }) {
            servers[index].take(server)
        } else {
            servers.append(server)
        }
    }
}
