#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Writes whole frames to a descriptor, in the order in which they were put, from any thread.
///
/// `put` only queues. `flush` writes as much as goes without waiting, on the calling thread, so that in the common case an
/// answer leaves without a change of threads. What the reader doesn't take at once is left to a thread that exists only
/// from the first such moment on. A reader that stops reading stalls this thread and nobody else.
public final class FrameWriter: HeldOutput {
    /// From this backlog on `room` waits, in bytes.
    public static let highWater = 8 << 20
    /// With this backlog nothing more should be asked for, in bytes.
    public static let limit = 64 << 20
    /// So much one `flush` writes before it leaves the rest to the thread, in bytes.
    private static let flushBudget = 1 << 20
    /// From this backlog on a thread that has more to come writes all the same, in bytes.
    private static let together = 64 << 10

    private let output: OutputDescriptor
    private let monitor = Monitor(FrameQueue())
    private let onFailure: @Sendable (Int32) -> Void

    /// - Parameter onFailure: called once, with `errno`, when the reader is gone or writing fails; nothing is written after it.
    public convenience init(descriptor: Int32, onFailure: @escaping @Sendable (Int32) -> Void) {
        self.init(output: OutputDescriptor(descriptor), onFailure: onFailure)
    }

    init(output: OutputDescriptor, onFailure: @escaping @Sendable (Int32) -> Void) {
        self.output = output
        self.onFailure = onFailure
    }

    /// Bytes that wait to be written.
    public var backlog: Int { monitor.withLock { $0.backlog } }

    /// Whether writing has ended: the reader is gone, or `close` was called.
    public var ended: Bool { monitor.withLock { $0.ended } }

    /// Queues a frame, which leaves with the next `flush`. Never waits, does no input or output.
    public func put(_ frame: [UInt8]) { monitor.withLock { $0.append(frame) } }

    /// Writes what the reader takes now.
    public func flush() {
        guard output.neverBlocks else { return handOver() }
        if OwnJobs.holds(self), backlog < Self.together { return }
        writeHeld()
    }

    public func writeHeld() {
        guard var frame = monitor.withLock({ $0.begin() }) else { return }
        var budget = Self.flushBudget
        while true {
            let result = output.write(frame.bytes, from: frame.offset)
            if case .written(let count) = result { budget -= count }
            guard let next = account(result, blocked: budget > 0 ? .leaveToThread : .overBudget) else { return }
            frame = next
        }
    }

    /// Waits, without blocking a thread, until the backlog is below `highWater` or writing has ended.
    public func room() async {
        guard backlog >= Self.highWater else { return }
        await withCheckedContinuation { continuation in
            let now = monitor.withLock { $0.waitForRoom(continuation, above: Self.highWater) }
            if now { continuation.resume() }
        }
    }

    /// Calls back once all that was put is written or can't be written any more; at once if that is so already.
    public func whenDrained(_ body: @escaping @Sendable () -> Void) {
        let now = monitor.withLock { queue in
            if queue.backlog == 0 || queue.ended { return true }
            queue.drained.append(body)
            return false
        }
        if now { body() }
    }

    /// Gives up what isn't written and ends the thread.
    public func close() { end(with: nil) }

    // MARK: One writer at a time

    private enum Blocked { case leaveToThread, overBudget }

    /// Books the outcome of a write by the calling thread and says what it writes next.
    private func account(_ result: OutputDescriptor.Result, blocked: Blocked) -> FrameQueue.Piece? {
        switch result {
        case .failed(let code):
            end(with: code)
            leaveOff()
            return nil
        case .wouldBlock:
            leaveToThread()
            return nil
        case .written(let count):
            let (next, settled) = monitor.withLock { queue in (queue.advance(count), queue.settle()) }
            finish(settled)
            if next == nil { leaveOff() }
            guard next != nil, blocked == .overBudget else { return next }
            leaveToThread()
            return nil
        }
    }

    /// The calling thread writes no more. Whoever leaves last after the end closes the descriptor: nobody may be using it.
    private func leaveOff() {
        if monitor.withLock({ $0.leaveOff() }) { output.closeOwn() }
    }

    private func handOver() {
        guard monitor.withLock({ $0.begin() }) != nil else { return }
        leaveToThread()
    }

    private func leaveToThread() {
        leaveOff()
        let started: WakePipe?? = monitor.withLock { queue in
            queue.owner = .thread
            if queue.wakePipe != nil || queue.ended { return .none }
            queue.wakePipe = try? WakePipe()
            return .some(queue.wakePipe)
        }
        monitor.wakeAll()
        guard let started else { return }
        guard let wakePipe = started else { return end(with: EMFILE) }
        do {
            try OSThread.start(name: "frame-writer") { self.serve(wakePipe) }
        } catch {
            end(with: error.code)
        }
    }

    private func serve(_ wakePipe: WakePipe) {
        while let piece = monitor.waitUntil({ $0.pieceForThread() }) {
            writeAll(from: piece, wakePipe)
            leaveOff()
        }
    }

    /// Writes on the thread of its own until nothing is left, waiting for the reader where that must be.
    private func writeAll(from first: FrameQueue.Piece, _ wakePipe: WakePipe) {
        var piece: FrameQueue.Piece? = first
        while let current = piece {
            switch output.write(current.bytes, from: current.offset) {
            case .failed(let code):
                return end(with: code)
            case .wouldBlock:
                _ = SystemCalls.poll([(output.descriptor, POLLOUT), (wakePipe.readEnd, POLLIN)], timeout: -1)
                if ended { return }
            case .written(let count):
                let (next, settled) = monitor.withLock { queue in (queue.advance(count), queue.settle()) }
                finish(settled)
                piece = next
            }
        }
    }

    private func end(with code: Int32?) {
        let (first, wakePipe, closes, settled) = monitor.withLock { queue in
            let first = !queue.ended
            queue.ended = true
            queue.removeAll()
            return (first, queue.wakePipe, first && queue.writers == 0, queue.settle())
        }
        wakePipe?.wake()
        if closes { output.closeOwn() }
        // Before those who wait go on: they may look at what the failure led to.
        if first, let code { onFailure(code) }
        finish(settled)
    }

    private func finish(_ settled: FrameQueue.Settled) {
        if settled.endsThread { monitor.wakeAll() }
        for continuation in settled.room { continuation.resume() }
        for body in settled.drained { body() }
    }
}
