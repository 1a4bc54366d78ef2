import Guard
import Model

extension JetStreamClient {
    /// How many messages with a sequence below `bound` match: exactly where the stream serves direct gets, has no gaps, or
    /// everything is asked for; else at most.
    func count(in stream: String, matching filter: String?, below bound: UInt64) async throws(JetStreamError) -> MessageCount {
        // What stays is counted before what is there: a message that arrives in between makes the loss look larger, not smaller.
        if let staying = try await firstMatch(of: stream, from: bound, matching: filter),
            let all = try await firstMatch(of: stream, from: 1, matching: filter)
        {
            return .exactly(all.count > staying.count ? all.count - staying.count : 0)
        }
        let state = try await streamInfo(stream).state
        let last = state.lastSequence
        let first = max(1, state.firstSequence)
        guard bound > first else { return .exactly(0) }
        let span = min(bound - 1, last) >= first ? min(bound - 1, last) - first + 1 : 0
        let upper = min(span, state.messages)
        if let filter {
            let matching = try await messageCount(of: stream, matching: filter)
            if bound > last { return .exactly(matching) }
            return .atMost(min(matching, upper))
        }
        if bound > last { return .exactly(state.messages) }
        return state.deletedCount == 0 ? .exactly(upper) : .atMost(upper)
    }

    /// The sequence of the oldest of the `keep` newest messages that match and lie below `bound`: what lies below it goes,
    /// it and what follows stays. The first sequence of the stream where fewer match.
    /// - Throws: `.refused` where the server offers no way to find it.
    func sequenceOfNewest(
        _ keep: UInt64, in stream: String, matching filter: String?, below bound: UInt64
    ) async throws(JetStreamError) -> UInt64 {
        let state = try await streamInfo(stream).state
        let first = max(1, state.firstSequence)
        guard let beyond = try await firstMatch(of: stream, from: bound, matching: filter) else {
            guard filter == nil, state.deletedCount == 0, bound > state.lastSequence else {
                throw JetStreamError(.refused, "the stream serves no direct gets, so the oldest message to keep can't be found")
            }
            return state.lastSequence >= first + keep ? state.lastSequence - keep + 1 : first
        }
        // `low` always has at least `keep` matching messages from it to the bound; `high` has fewer.
        var low = first
        var high = bound
        guard let all = try await firstMatch(of: stream, from: low, matching: filter), all.count - min(all.count, beyond.count) > keep
        else { return first }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            guard let match = try await firstMatch(of: stream, from: middle, matching: filter) else { break }
            let inside = match.count > beyond.count ? match.count - beyond.count : 0
            if inside >= keep {
                // Nothing lies between `middle` and the match: go on from there.
                low = min(max(middle, match.sequence ?? middle), high - 1)
            } else {
                high = middle
            }
        }
        return low
    }
}
