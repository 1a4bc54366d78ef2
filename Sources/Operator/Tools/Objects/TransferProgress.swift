import Guard
import Platform
import Synchronization

/// Tells now and then how far a transfer is: the first time at once, then every half a second.
final class TransferProgress: Sendable {
    private let report: @Sendable (Double, Double?, String) -> Void
    private let verb: String
    private let total: UInt64
    private let last = Mutex<MonotonicTime?>(nil)
    private let sum = Mutex<UInt64>(0)

    init(_ context: ToolContext, verb: String, total: UInt64) {
        report = context.progress
        self.verb = verb
        self.total = total
    }

    /// So many more are done.
    func added(_ more: UInt64) {
        reached(
            sum.withLock { sum in
                sum &+= more
                return sum
            })
    }

    func reached(_ done: UInt64) {
        let now = MonotonicTime.now
        let isDue = last.withLock { last in
            if let last, now.duration(since: last) < .milliseconds(500) { return false }
            last = now
            return true
        }
        guard isDue else { return }
        report(Double(done), Double(total), "\(verb) \(bytes(done)) of \(bytes(total))")
    }
}
