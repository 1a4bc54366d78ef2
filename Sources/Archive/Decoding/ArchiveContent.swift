public import JSON

/// What is in an archive, counted there.
public struct ArchiveContent: Sendable, Hashable {
    public var generation: ArchiveGeneration
    /// Nil where the messages can't be read; `unknown` then says why.
    public var counts: ArchiveCounts?
    /// What could not be read, in words: never to be taken as fine.
    public var unknown: [String]
    /// In order of name.
    public var consumers: [ArchivedConsumer]
    /// The stream's configuration, where the archive has it (the older generation does).
    public var configuration: JSONObject?
    /// The stream's state as its server wrote it into the archive, where it did (the newer generation does).
    public var state: JSONObject?

    public init(
        generation: ArchiveGeneration, counts: ArchiveCounts? = nil, unknown: [String] = [], consumers: [ArchivedConsumer] = [],
        configuration: JSONObject? = nil, state: JSONObject? = nil
    ) {
        self.generation = generation
        self.counts = counts
        self.unknown = unknown
        self.consumers = consumers
        self.configuration = configuration
        self.state = state
    }
}

/// The messages in an archive.
public struct ArchiveCounts: Sendable, Hashable {
    public var messages: UInt64 = 0
    /// As servers count: for every message its subject, headers and payload, and what the store adds.
    public var bytes: UInt64 = 0
    /// 0 where there is no message. `lastSequence` counts deleted ones at the end too.
    public var firstSequence: UInt64 = 0
    public var lastSequence: UInt64 = 0
    /// Sequences between first and last without a message.
    public var deleted: UInt64 = 0

    public init() {}
}

/// A consumer in an archive.
public struct ArchivedConsumer: Sendable, Hashable {
    public var name: String
    public var configuration: JSONObject
    /// Stream sequences; nil where the position can't be read.
    public var delivered: UInt64?
    public var acknowledgedUpTo: UInt64?
    /// Messages delivered and not acknowledged.
    public var inFlight: Int?

    public init(
        name: String, configuration: JSONObject, delivered: UInt64? = nil, acknowledgedUpTo: UInt64? = nil,
        inFlight: Int? = nil
    ) {
        self.name = name
        self.configuration = configuration
        self.delivered = delivered
        self.acknowledgedUpTo = acknowledgedUpTo
        self.inFlight = inFlight
    }
}
