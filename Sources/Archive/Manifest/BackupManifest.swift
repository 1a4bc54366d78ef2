public import Platform

/// What a backup is of and what is in it: the file `<directory>.manifest.json` beside its directory.
///
/// Inside the directory the nats command line's restore would stumble over it. It has no secrets.
public struct BackupManifest: Sendable, Hashable {
    /// The form this program writes. A reader takes manifests of this and lower numbers.
    public static let formatVersion = 1
    public static let format = "nats-operator-backup"

    public var kind: BackupKind
    public var source: BackupSource
    /// The program's own version.
    public var program: String
    public var started: WallTime
    public var ended: WallTime
    /// What was asked for: which streams (in words or a pattern; nil: all), and whether with consumers.
    public var selection: String?
    public var withConsumers: Bool
    /// In order of name.
    public var streams: [StreamRecord]
    /// What was asked for and is not in it.
    public var unsaved: [UnsavedStream]

    public init(
        kind: BackupKind, source: BackupSource, program: String, started: WallTime, ended: WallTime,
        selection: String? = nil, withConsumers: Bool, streams: [StreamRecord], unsaved: [UnsavedStream] = []
    ) {
        self.kind = kind
        self.source = source
        self.program = program
        self.started = started
        self.ended = ended
        self.selection = selection
        self.withConsumers = withConsumers
        self.streams = streams
        self.unsaved = unsaved
    }

    /// Whether all that was asked for was saved.
    public var isComplete: Bool { unsaved.isEmpty }

    public func stream(named name: String) -> StreamRecord? {
        streams.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}

/// How a backup lies on the disk, as the nats command line lays it out.
public enum BackupKind: String, Sendable, CaseIterable {
    /// One directory a stream, named as the stream is: stream names can't have a slash, a dot or a space, so none needs escaping.
    case account
    /// The directory is the stream's own.
    case stream
}

/// Where a backup came from.
public struct BackupSource: Sendable, Hashable {
    /// The name of the configuration that was used.
    public var context: String
    public var server: String?
    public var serverVersion: String?
    public var cluster: String?
    public var domain: String?
    public var account: String?

    public init(
        context: String, server: String? = nil, serverVersion: String? = nil, cluster: String? = nil, domain: String? = nil,
        account: String? = nil
    ) {
        self.context = context
        self.server = server
        self.serverVersion = serverVersion
        self.cluster = cluster
        self.domain = domain
        self.account = account
    }

    /// Whether a partial backup of one may be gone on with from the other: the servers of a cluster stand for each other, and
    /// a server may have been upgraded meanwhile.
    public func isSame(as other: BackupSource) -> Bool {
        context == other.context && (cluster ?? server) == (other.cluster ?? other.server) && domain == other.domain
            && account == other.account
    }
}

/// A stream that is not in a backup although it was asked for.
public struct UnsavedStream: Sendable, Hashable {
    public var name: String
    public var reason: String

    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}
