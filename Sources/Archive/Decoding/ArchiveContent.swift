public import JSON

/// What is in an archive, counted there.
public struct ArchiveContent: Sendable, Hashable {
    public var generation: ArchiveGeneration
    /// Nil where the messages can't be read; `unknown` then says why.
    public var counts: ArchiveCounts?
    /// What could not be read, in words: never to be taken as fine.
    public var unknown: [String]
    /// Where the archive tells of itself what it does not have.
    public var contradictions: [String] = []
    /// In order of name.
    public var consumers: [ArchivedConsumer]
    /// The stream's configuration, where the archive has it (the older generation does).
    public var configuration: JSONObject?
    /// The stream's state as its server wrote it into the archive, where it did (the newer generation does).
    public var state: JSONObject?
    /// Nil where nobody asked for them, or where they can't be read.
    public var schedules: ScheduledMessages?
    /// The same for what was copied from other streams; only the newer generation is looked into for that.
    public var copied: CopiedOrigins?

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
    /// 0 where there is no message.
    public var firstSequence: UInt64 = 0
    /// Deleted ones at the end count too.
    public var lastSequence: UInt64 = 0
    /// Sequences between first and last without a message.
    public var deleted: UInt64 = 0
    /// Subjects, headers and payloads together, where they were counted.
    public var contentBytes: UInt64 = 0
    /// How many messages have headers.
    public var headed: UInt64 = 0
    /// What the archive itself says they take in the store, where it does.
    public var storedBytes: UInt64?

    public init() {}

    /// What the messages take in a store, as servers count: every message takes more than its content.
    public func bytes(storage: String) -> UInt64 {
        if let storedBytes { return storedBytes }
        return storage == "memory" ? contentBytes &+ 16 &* messages : contentBytes &+ 30 &* messages &+ 4 &* headed
    }
}
