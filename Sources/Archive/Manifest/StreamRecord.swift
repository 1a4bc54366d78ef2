import JSON
public import Model
public import Platform

/// What a manifest tells of one stream.
public struct StreamRecord: Sendable, Hashable {
    public var name: String
    /// Below the backup's directory; `.` where that is the stream's own.
    public var directory: String
    /// `backup.json`: the configuration and the state the server told at the beginning.
    public var configurationFile: FileRecord
    /// `stream.tar.s2`: what the server sent.
    public var dataFile: FileRecord
    public var generation: ArchiveGeneration
    /// What is in the archive, counted there. Where `isCounted` is false that was not possible, and it is what the server told.
    public var messages: UInt64
    public var bytes: UInt64
    public var firstSequence: UInt64
    public var lastSequence: UInt64
    public var isCounted: Bool
    /// Names, in order.
    public var consumers: [String]
    /// SHA-256 of the configuration's canonical text without what servers add by themselves, in hexadecimal.
    public var configurationDigest: String
    public var storage: String
    public var replicas: Int
    public var saved: WallTime

    public init(
        name: String, directory: String, configurationFile: FileRecord, dataFile: FileRecord, generation: ArchiveGeneration,
        messages: UInt64, bytes: UInt64, firstSequence: UInt64, lastSequence: UInt64, isCounted: Bool, consumers: [String],
        configurationDigest: String, storage: String, replicas: Int, saved: WallTime
    ) {
        self.name = name
        self.directory = directory
        self.configurationFile = configurationFile
        self.dataFile = dataFile
        self.generation = generation
        self.messages = messages
        self.bytes = bytes
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
        self.isCounted = isCounted
        self.consumers = consumers
        self.configurationDigest = configurationDigest
        self.storage = storage
        self.replicas = replicas
        self.saved = saved
    }

    /// The digest of a configuration, as it stands in `configurationDigest`.
    public static func digest(of configuration: StreamConfiguration) -> String { SHA256.hex(configuration.fingerprint) }
}

/// A file of a backup.
public struct FileRecord: Sendable, Hashable {
    public var size: UInt64
    /// In hexadecimal.
    public var sha256: String

    public init(size: UInt64, sha256: String) {
        self.size = size
        self.sha256 = sha256
    }
}

/// The two forms of what servers send.
public enum ArchiveGeneration: String, Sendable, CaseIterable {
    /// A tar of the store's files: up to 2.14. Newer servers restore it too.
    case tar
    /// The messages themselves: from 2.15 on. Older servers can't restore it.
    case records
}

/// What a stream looked like when it was saved, to see later whether it is still the same.
public struct StreamMark: Sendable, Hashable {
    /// `created` of its info: a stream deleted and made again has another.
    public var created: String
    public var configuration: StreamConfiguration
    public var state: StreamState
    /// Any text that changes when a consumer comes, goes or moves; nil where consumers are left out.
    public var consumers: String?

    public init(created: String, configuration: StreamConfiguration, state: StreamState, consumers: String?) {
        self.created = created
        self.configuration = configuration
        self.state = state
        self.consumers = consumers
    }

    /// One line of all that must be equal.
    var digest: String {
        let facts: JSONValue = [
            .string(created), .string(configuration.fingerprint), JSONValue(state.messages), JSONValue(state.bytes),
            JSONValue(state.firstSequence), JSONValue(state.lastSequence), .string(state.firstTime ?? ""),
            .string(state.lastTime ?? ""), JSONValue(state.deletedCount), consumers.map { .string($0) } ?? .null,
        ]
        return SHA256.hex(facts.canonicalText)
    }
}
