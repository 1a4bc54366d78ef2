import Guard
import JSON
import Model

extension JetStreamClient {
    /// How many messages with a sequence below `bound` match: exactly where the leader can tell, or a copy that is not
    /// behind it; else at most.
    ///
    /// What stays is counted before what is there: a message that arrives in between makes the loss look larger, not smaller.
    func count(in stream: String, matching filter: String?, below bound: UInt64) async throws(JetStreamError) -> MessageCount {
        let state = try await streamInfo(stream).state
        let first = max(1, state.firstSequence)
        guard bound > first, state.messages > 0 else { return .exactly(0) }
        guard let filter else { return try await count(in: stream, state, from: first, below: bound) }
        let matching = try await messageCount(of: stream, matching: filter)
        if bound > matching.lastSequence { return .exactly(matching.count) }
        let span = min(bound - first, state.messages)
        guard let staying = try await firstMatch(of: stream, from: bound, matching: filter),
            let all = try await firstMatch(of: stream, from: 1, matching: filter)
        else {
            let most = min(matching.count, span)
            return try await stepped(in: stream, state, matching: filter, matching, from: first, below: bound) ?? .atMost(most)
        }
        // A replica that lags has fewer messages than the leader had before it was asked, a mirror with other limits has
        // fewer or more than the leader has afterwards.
        let matchingLater = try await messageCount(of: stream, matching: filter)
        let most = max(matching.count, matchingLater.count)
        guard (matching.count...most).contains(all.count), all.count >= staying.count else { return .atMost(min(most, span)) }
        return .exactly(all.count - staying.count)
    }

    /// Where no direct get counts, the leader is asked for one match after the other, if they are few and small on one side.
    private func stepped(
        in stream: String, _ state: StreamState, matching filter: String, _ matching: (count: UInt64, lastSequence: UInt64),
        from first: UInt64, below bound: UInt64
    ) async throws(JetStreamError) -> MessageCount? {
        let size = max(1, state.bytes / max(1, state.messages))
        let most = min(Self.mostSteps, Self.mostSteppedBytes / size)
        if let count = try await steps(most, in: stream, matching: filter, from: first, below: bound) { return .exactly(count) }
        guard let above = try await steps(most, in: stream, matching: filter, from: bound, below: matching.lastSequence &+ 1),
            above <= matching.count
        else { return nil }
        return .exactly(matching.count - above)
    }

    private static let mostSteps: UInt64 = 128
    private static let mostSteppedBytes: UInt64 = 4 << 20

    /// How many match between two sequences; nil where they are more than that many.
    private func steps(
        _ most: UInt64, in stream: String, matching filter: String, from first: UInt64, below bound: UInt64
    ) async throws(JetStreamError) -> UInt64? {
        var count: UInt64 = 0
        var next = first
        while next < bound {
            do {
                let match = try await message(of: stream, .next(from: next, subject: filter), direct: false)
                if match.sequence >= bound { return count }
                guard count < most else { return nil }
                count += 1
                next = match.sequence &+ 1
            } catch  where error.code == .messageNotFound {
                return count
            }
        }
        return count
    }

    /// Without a filter the leader's numbers suffice: the sequences there are, less those that are gone.
    private func count(
        in stream: String, _ state: StreamState, from first: UInt64, below bound: UInt64
    ) async throws(JetStreamError) -> MessageCount {
        if bound > state.lastSequence { return .exactly(state.messages) }
        let span = min(bound - first, state.messages)
        if state.deletedCount == 0 { return .exactly(span) }
        guard state.deletedCount <= Self.deletedListed else { return .atMost(span) }
        let reply = try await call(
            "STREAM.INFO." + (try Self.token(stream, what: "stream")), ["deleted_details": true])
        let then = StreamState(json: reply["state"]?.object ?? [:])
        let begin = max(1, then.firstSequence)
        guard bound > begin, then.messages > 0 else { return .exactly(0) }
        let gone = (then.json["deleted"]?.array ?? []).compactMap(\.uint64).filter { $0 >= begin && $0 < bound }
        let there = min(bound, then.lastSequence &+ 1) - begin
        return .exactly(there - min(there, UInt64(gone.count)))
    }

    /// More gaps than this are not asked for one by one: the reply would be megabytes.
    private static let deletedListed: UInt64 = 50_000

    /// The sequence of the oldest of the `keep` newest messages that match and lie below `bound`: what lies below it goes,
    /// it and what follows stays. The first sequence of the stream where fewer match.
    /// - Throws: `.refused` where the server offers no way to find it.
    func sequenceOfNewest(
        _ keep: UInt64, in stream: String, matching filter: String?, below bound: UInt64
    ) async throws(JetStreamError) -> UInt64 {
        let state = try await streamInfo(stream).state
        let first = max(1, state.firstSequence)
        // The leader's numbers suffice where they leave nothing open.
        if filter == nil, state.deletedCount == 0, bound > first {
            let end = min(bound, state.lastSequence &+ 1)
            return end - first > keep ? end - keep : first
        }
        guard bound > first else { return first }
        let beyond = try await certainMatch(of: stream, from: bound, matching: filter).count
        // `low` always has more than `keep` matching messages from it to the bound, or is the oldest kept; `high` has fewer.
        var low = first
        var high = bound
        let all = try await certainMatch(of: stream, from: low, matching: filter).count
        guard all - min(all, beyond) > keep else { return first }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            let match = try await certainMatch(of: stream, from: middle, matching: filter)
            let inside = match.count > beyond ? match.count - beyond : 0
            if inside >= keep {
                // Nothing lies between `middle` and the match: go on from there.
                low = min(max(middle, match.sequence ?? middle), high - 1)
            } else {
                high = middle
            }
        }
        return low
    }

    private func certainMatch(
        of stream: String, from sequence: UInt64, matching filter: String?
    ) async throws(JetStreamError) -> Match {
        if let match = try await firstMatch(of: stream, from: sequence, matching: filter) { return match }
        if let release = try await release(), release < .batchesDirectGets {
            throw await needs(.batchesDirectGets, for: "Finding the oldest message to keep")
        }
        throw JetStreamError(.refused, "the stream serves no direct gets, so the oldest message to keep can't be found")
    }
}
