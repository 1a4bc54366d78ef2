/// Chunks in an object bucket that no object refers to: of a put that was killed, or that lost a race.
public struct ObjectOrphans: Sendable, Hashable {
    public struct Orphan: Sendable, Hashable {
        public let nuid: String
        public let subject: String
        public let chunks: UInt64
        /// The last of them, and when it was stored (RFC 3339).
        public let last: UInt64
        public let written: String

        public init(nuid: String, subject: String, chunks: UInt64, last: UInt64, written: String) {
            self.nuid = nuid
            self.subject = subject
            self.chunks = chunks
            self.last = last
            self.written = written
        }
    }

    /// In order of their last chunks.
    public let found: [Orphan]
    /// How many others were seen, beyond the number asked for; of them some may be no orphans.
    public let more: UInt64

    public init(found: [Orphan], more: UInt64 = 0) {
        self.found = found
        self.more = more
    }

    public var chunks: UInt64 { found.reduce(0) { $0 &+ $1.chunks } }
}
