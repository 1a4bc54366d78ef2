/// What a bucket still keeps of deleted keys: a mark each, and perhaps revisions from before.
public struct DeletedKeys: Sendable, Hashable {
    public struct Key: Sendable, Hashable {
        public let key: String
        public let subject: String
        /// The revision of the mark, which is the key's latest.
        public let marker: UInt64
        /// Whether the mark may go too.
        public let isOld: Bool
        /// Revisions below the mark.
        public let earlier: UInt64

        public init(key: String, subject: String, marker: UInt64, isOld: Bool, earlier: UInt64) {
            self.key = key
            self.subject = subject
            self.marker = marker
            self.isOld = isOld
            self.earlier = earlier
        }

        /// What stays has this revision or a higher one.
        public var bound: UInt64 { isOld ? marker &+ 1 : marker }
        public var messages: UInt64 { earlier &+ (isOld ? 1 : 0) }
    }

    /// Those of which something can go, in order of their marks.
    public let keys: [Key]
    /// How many others were seen, beyond the number asked for.
    public let more: UInt64
    /// Whether there was time to look at all of the bucket.
    public let isComplete: Bool

    public init(keys: [Key], more: UInt64 = 0, isComplete: Bool = true) {
        self.keys = keys
        self.more = more
        self.isComplete = isComplete
    }

    public var markers: UInt64 { UInt64(keys.count { $0.isOld }) }
    public var earlier: UInt64 { keys.reduce(0) { $0 &+ $1.earlier } }
    public var messages: UInt64 { keys.reduce(0) { $0 &+ $1.messages } }
}
