public import Platform

/// What an `OrderedReader` reads, and from where.
public struct ReadOrder: Sendable, Hashable {
    public enum Start: Sendable, Hashable {
        /// Everything there is, oldest first.
        case first
        /// The latest message of each subject, in order of sequence; then everything new.
        case lastPerSubject
        /// Only what is stored after the reader began.
        case new
        /// This sequence and what follows; one beyond the end waits for it.
        case sequence(UInt64)
        /// What was stored at this time or later.
        case time(WallTime)
    }

    public var start: Start
    /// Subjects to read, wildcards allowed; none means all. More than one needs nats-server 2.10, and they must not overlap.
    public var filters: [String]
    /// Leaves payloads out; `StoredMessage.storedSize` tells their size.
    public var headersOnly: Bool
    /// How many messages are fetched, and so kept in memory, at a time.
    public var batch: Int
    /// How many bytes of them; a larger message comes alone.
    public var batchBytes: Int

    /// Whether it mostly waits for what is yet to come, for hours maybe: then it asks rarely, and a loss that the server does not
    /// tell of is noticed within seconds instead of at once.
    public var isPatient = false

    public init(
        _ start: Start, filters: [String] = [], headersOnly: Bool = false, batch: Int = 500, batchBytes: Int = 1 << 20
    ) {
        self.start = start
        self.filters = filters
        self.headersOnly = headersOnly
        self.batch = batch
        self.batchBytes = batchBytes
    }
}
