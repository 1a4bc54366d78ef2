/// A run of messages, in the order asked for.
public struct MessagePage: Sendable {
    public var messages: [StoredMessage] = []
    /// The sequence to go on from, upwards or downwards; nil where nothing that matches is left.
    public var next: UInt64?
    /// How many match beyond these, where the server told.
    public var remaining: UInt64?
    /// Whether it ended because one page searches no longer than this: there may be fewer messages than asked for.
    public var endedEarly = false

    /// Leaves out what lies beyond a sequence; nothing beyond it is left to read.
    public mutating func end(at last: UInt64, downwards: Bool) {
        func isBeyond(_ sequence: UInt64) -> Bool { downwards ? sequence < last : sequence > last }
        messages.removeAll { isBeyond($0.sequence) }
        // The server counts to the end of the stream.
        remaining = nil
        if let next, isBeyond(next) {
            self.next = nil
            endedEarly = false
        }
    }

    var bytes: Int { messages.reduce(0) { $0 + $1.payload.count } }
}

/// What one page may cost.
public struct PageBounds: Sendable {
    /// Messages at most.
    public var limit: Int
    /// Nothing more is asked for once this much payload is here; one message is always returned.
    public var bytes: Int
    /// Nothing more is asked for after this; what was found until then is the page.
    public var time: Duration

    public init(limit: Int, bytes: Int, time: Duration = .seconds(8)) {
        self.limit = limit
        self.bytes = bytes
        self.time = time
    }
}
