import JSON

/// What is to be restored, as its archive tells it.
public struct RestoredArchive: Sendable, Hashable {
    /// The two forms of what servers send.
    public enum Generation: String, Sendable {
        /// A tar of the store's files: up to 2.14; newer servers restore it too.
        case tar
        /// The messages themselves: from 2.15 on; older servers can't restore it.
        case records
    }

    /// A consumer and where it stands.
    public struct Consumer: Sendable, Hashable {
        public let name: String
        /// Where it delivers to; nil for one that is pulled from.
        public let deliverSubject: String?
        /// Whether it is deleted by itself when nobody uses it for a while.
        public let mayLapse: Bool
        /// Nil where it is not known.
        public let position: Position?

        public init(name: String, deliverSubject: String? = nil, mayLapse: Bool = false, position: Position? = nil) {
            self.name = name
            self.deliverSubject = deliverSubject
            self.mayLapse = mayLapse
            self.position = position
        }

        public init(name: String, deliverSubject: String? = nil, acknowledged: UInt64) {
            let position = Position(delivered: acknowledged, acknowledged: acknowledged)
            self.init(name: name, deliverSubject: deliverSubject, position: position)
        }

        /// The last sequence up to which all is acknowledged; nil where that is not known.
        public var acknowledged: UInt64? { position?.acknowledged }
    }

    /// Where a consumer stands.
    public struct Position: Sendable, Hashable {
        /// Stream sequences.
        public let delivered: UInt64
        public let acknowledged: UInt64
        /// The same as numbers of deliveries; nil where they are not known.
        public let deliveries: UInt64?
        public let acknowledgedDeliveries: UInt64?
        /// Messages delivered and not acknowledged, and those yet to be delivered; nil where they are not known.
        public let inFlight: UInt64?
        public let pending: UInt64?

        public init(
            delivered: UInt64, acknowledged: UInt64, deliveries: UInt64? = nil, acknowledgedDeliveries: UInt64? = nil,
            inFlight: UInt64? = nil, pending: UInt64? = nil
        ) {
            self.delivered = delivered
            self.acknowledged = acknowledged
            self.deliveries = deliveries
            self.acknowledgedDeliveries = acknowledgedDeliveries
            self.inFlight = inFlight
            self.pending = pending
        }
    }

    /// How many of its messages are schedules, by when they fire.
    public struct Schedules: Sendable, Hashable {
        /// Once, and their time is past.
        public let due: UInt64
        /// Once, later.
        public let later: UInt64
        /// Again and again.
        public let recurring: UInt64
        /// There are more than could be counted.
        public let isCut: Bool

        public init(due: UInt64 = 0, later: UInt64 = 0, recurring: UInt64 = 0, isCut: Bool = false) {
            self.due = due
            self.later = later
            self.recurring = recurring
            self.isCut = isCut
        }
    }

    /// The name of the stream it is of.
    public var stream: String
    public var generation: Generation
    /// Bytes of the file, and their SHA-256 in hexadecimal.
    public var size: UInt64
    public var sha256: String
    public var messages: UInt64
    /// As servers count them.
    public var bytes: UInt64
    public var firstSequence: UInt64
    public var lastSequence: UInt64
    /// How long ago the oldest and the newest message were stored, in nanoseconds; nil where that is not known.
    public var oldest: Int64?
    public var newest: Int64?
    public var storage: String
    public var subjects: [String]
    public var consumers: [Consumer]
    /// When the backup was made, in words; nil where that is not known.
    public var saved: String?
    /// Nil where nobody could count them.
    public var schedules: Schedules?
    /// Whether a cluster made it: such archives have consumers as far as they had acknowledged all, and nothing
    /// of what was delivered beyond that.
    public var isOfCluster: Bool
    /// For each source in the configuration's order the last sequence that was copied from it; nil where no message tells.
    public var copied: [UInt64?]

    public init(
        stream: String, generation: Generation, size: UInt64, sha256: String, messages: UInt64, bytes: UInt64,
        firstSequence: UInt64, lastSequence: UInt64, oldest: Int64? = nil, newest: Int64? = nil, storage: String = "file",
        subjects: [String] = [], consumers: [Consumer] = [], saved: String? = nil,
        schedules: Schedules? = nil, isOfCluster: Bool = false, copied: [UInt64?] = []
    ) {
        self.stream = stream
        self.generation = generation
        self.size = size
        self.sha256 = sha256
        self.messages = messages
        self.bytes = bytes
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
        self.oldest = oldest
        self.newest = newest
        self.storage = storage
        self.subjects = subjects
        self.consumers = consumers
        self.saved = saved
        self.schedules = schedules
        self.isOfCluster = isOfCluster
        self.copied = copied
    }

    /// Without what changes with the time.
    var json: JSONObject {
        [
            "stream": .string(stream), "generation": .string(generation.rawValue), "size": JSONValue(size),
            "sha256": .string(sha256), "messages": JSONValue(messages), "bytes": JSONValue(bytes),
            "first_seq": JSONValue(firstSequence), "last_seq": JSONValue(lastSequence),
            "consumers": JSONValue(consumers.count),
        ]
    }
}
