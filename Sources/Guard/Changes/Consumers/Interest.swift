import Model

/// What one consumer wants of an interest stream: what it was given and still owes an answer for, and what it will be given.
struct Interest: Hashable {
    /// None: everything.
    let filters: [String]
    /// Everything behind this that matches is wanted.
    let edge: UInt64
    /// Up to here it is done with everything.
    let floor: UInt64
    /// How many of those between are wanted too; which ones, nobody tells.
    let held: UInt64
    /// How many behind the edge match, by the server's own count; nil where the filters are others.
    let pending: UInt64?
    /// What those in flight matched when they were delivered.
    private let delivered: [String]

    /// - Parameters:
    ///   - filters: others than it has now.
    ///   - sequence: where it begins anew.
    init(_ info: ConsumerInfo, filters: [String]? = nil, startingAt sequence: UInt64? = nil) {
        self.filters = filters ?? info.configuration.filters
        delivered = info.configuration.filters
        let isExplicit = info.configuration.acknowledgement == "explicit"
        edge = sequence.map(\.previous) ?? (isExplicit ? info.deliveredSequence : info.acknowledgedSequence)
        floor = sequence.map(\.previous) ?? info.acknowledgedSequence
        held = isExplicit && sequence == nil ? info.inFlight : 0
        pending = filters == nil && sequence == nil ? info.pending &+ (isExplicit ? 0 : info.inFlight) : nil
    }

    private init(settled other: Interest) {
        filters = other.filters
        delivered = other.delivered
        edge = other.floor
        floor = other.floor
        held = 0
        pending = other.pending.map { $0 &+ other.held }
    }

    var isUnfiltered: Bool { filters.isEmpty || filters.contains(">") }

    /// What tells whether everything between floor and edge is in flight.
    func questions(_ stream: String) -> [Question] {
        guard held > 0, delivered.count <= 16 else { return [] }
        return (delivered.isEmpty ? [nil] : delivered.map(Optional.some)).flatMap { filter in
            [edge, floor].map { Question.messages(stream: stream, matching: filter, below: $0.next) }
        }
    }

    /// The same, wanting all between floor and edge, where those are as many as are in flight.
    func settled(_ stream: String, _ evidence: Evidence) -> Interest {
        let counts = questions(stream).map { evidence.count($0) }
        guard !counts.isEmpty else { return self }
        var between: UInt64 = 0
        for index in stride(from: 0, to: counts.count, by: 2) {
            guard case .exactly(let upper)? = counts[index], case .exactly(let lower)? = counts[index + 1] else { return self }
            between += upper - min(upper, lower)
        }
        return between == held ? Interest(settled: self) : self
    }
}

extension UInt64 {
    /// The sequence behind this one; the last has none.
    var next: UInt64 { self == .max ? self : self + 1 }
    /// The one before; 0 where there is none.
    var previous: UInt64 { self == 0 ? 0 : self - 1 }
}
