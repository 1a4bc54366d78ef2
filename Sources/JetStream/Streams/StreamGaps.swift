import JSON
public import Model

/// A run of sequences inside a stream that have no message.
public struct SequenceGap: Sendable, Hashable {
    public let first: UInt64
    public let last: UInt64

    public var count: UInt64 { last - first + 1 }
}

/// Some of a stream's gaps, in order.
public struct GapPage: Sendable {
    public internal(set) var gaps: [SequenceGap] = []
    /// The stream as it was when they were looked for.
    public internal(set) var state: StreamState
    /// Where to go on; nil where nothing is left.
    public internal(set) var next: UInt64?
    /// How many there are in all, where that is known.
    public internal(set) var total: Int?
    /// It ended because one page searches no longer than this.
    public internal(set) var endedEarly = false
}

extension JetStreamClient {
    /// Gaps from a sequence on, at most `limit`.
    ///
    /// The server lists missing sequences one by one. Where they are too many for that the messages between them are gone through,
    /// and runs without a gap are passed over by counting, where the server can count.
    public func gaps(
        of stream: String, from sequence: UInt64, limit: Int, time: Duration = .seconds(8)
    ) async throws(JetStreamError) -> GapPage {
        let info = try await streamInfo(stream)
        guard info.state.deletedCount > 0 else { return GapPage(state: info.state, total: 0) }
        if info.state.deletedCount <= Self.gapsListed { return try await listedGaps(of: stream, from: sequence, limit: limit) }
        var search = GapSearch(self, info, from: sequence, limit: limit, until: .now + time)
        return try await search.run()
    }

    /// Some 8 bytes each in the reply.
    static let gapsListed: UInt64 = 250_000

    private func listedGaps(
        of stream: String, from sequence: UInt64, limit: Int
    ) async throws(JetStreamError) -> GapPage {
        let reply = try await call("STREAM.INFO." + (try Self.token(stream, what: "stream")), ["deleted_details": true])
        let state = StreamState(json: reply["state"]?.object ?? [:])
        var page = GapPage(state: state, total: 0)
        var open: SequenceGap?
        func close(_ gap: SequenceGap?) {
            guard let gap else { return }
            page.total = (page.total ?? 0) + 1
            guard gap.last >= sequence, page.next == nil else { return }
            let first = max(gap.first, sequence)
            if page.gaps.count < limit {
                page.gaps.append(SequenceGap(first: first, last: gap.last))
            } else {
                page.next = first
            }
        }
        for missing in (state.json["deleted"]?.array ?? []).compactMap(\.uint64).inOrder {
            if let gap = open, gap.last &+ 1 == missing {
                open = SequenceGap(first: gap.first, last: missing)
            } else {
                close(open)
                open = SequenceGap(first: missing, last: missing)
            }
        }
        close(open)
        return page
    }
}

extension [UInt64] {
    /// Servers list them in order; where one should not, it is put right.
    fileprivate var inOrder: [UInt64] { zip(self, dropFirst()).allSatisfy { $0 < $1 } ? self : sorted() }
}
