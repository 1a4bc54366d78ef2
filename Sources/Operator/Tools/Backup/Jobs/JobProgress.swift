import Guard
import JSON
import Platform
import Synchronization

/// How far a backup or a restore of several streams is: told to the client and kept for `backup_status`.
final class JobProgress: Sendable {
    private struct State {
        /// What each stream weighs, and how much of that is done.
        var weights: [String: UInt64] = [:]
        var reached: [String: UInt64] = [:]
        var done = 0
        var transferred: [String: UInt64] = [:]
        var last: MonotonicTime?
    }

    private let job: Job
    private let report: @Sendable (Double, Double?, String) -> Void
    private let verb: String
    private let began = MonotonicTime.now
    private let state = Mutex(State())

    /// - Parameter verb: `saved` or `restored`.
    init(_ job: Job, _ context: ToolContext, verb: String) {
        self.job = job
        report = context.progress
        self.verb = verb
    }

    /// - Parameter weights: bytes by stream.
    func expect(_ weights: [String: UInt64]) {
        state.withLock { $0.weights = weights.mapValues { max($0, 1) } }
    }

    /// Bytes of a stream that went over the wire so far; compressed they may be fewer than the stream has.
    func reached(_ stream: String, _ bytes: UInt64) {
        tell { state in
            state.transferred[stream] = bytes
            state.reached[stream] = min(bytes, state.weights[stream] ?? bytes)
        }
    }

    func finished(_ stream: String) {
        tell(always: true) { state in
            state.reached[stream] = state.weights[stream] ?? 0
            state.done += 1
        }
    }

    private func tell(always: Bool = false, _ change: (inout State) -> Void) {
        let now = MonotonicTime.now
        let snapshot = state.withLock { state -> State? in
            change(&state)
            if !always, let last = state.last, now.duration(since: last) < .milliseconds(500) { return nil }
            state.last = now
            return state
        }
        guard let snapshot else { return }
        let total = snapshot.weights.values.reduce(0, &+)
        let done = snapshot.reached.values.reduce(0, &+)
        let moved = snapshot.transferred.values.reduce(0, &+)
        let seconds = Double(now.duration(since: began).wholeNanoseconds) / 1e9
        var words = "\(verb) \(snapshot.done) of \(snapshot.weights.count) streams, \(bytes(moved))"
        var object: JSONObject = [
            "streams_done": JSONValue(snapshot.done), "streams_total": JSONValue(snapshot.weights.count),
            "bytes": JSONValue(moved),
        ]
        if seconds > 1 {
            let rate = UInt64(Double(moved) / seconds)
            words += " (\(bytes(rate))/s)"
            object.append("bytes_per_second", JSONValue(rate))
            if done > 0, total > done {
                let left = Int(Double(total - done) / Double(done) * seconds) + 1
                words += ", about \(left) s left"
                object.append("seconds_left", JSONValue(left))
            }
        }
        job.reached(object, words)
        report(Double(done), total > 0 ? Double(total) : nil, words)
    }
}
