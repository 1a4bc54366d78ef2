internal import JSON
internal import Platform
internal import Synchronization

/// The threads, tasks and writing around a session.
///
/// A thread of its own reads, parses and lets the session decide; what needs no host is answered there at once. Tool calls
/// begin on that thread too and leave it at their first suspension, so that no change of threads comes before the request a
/// tool sends. Whoever has an answer writes it, without waiting for a client that doesn't read.
final class ServerRun: DeadlineObserver {
    struct State {
        var session: MCPSession
        var tasks: [CallNumber: RunningCall] = [:]
        var asks: [AskNumber: WaitingAsk] = [:]
        var lastAsk: UInt64 = 0
    }

    enum RunningCall {
        /// Started, but the task isn't known yet; it may have been cancelled meanwhile.
        case starting(cancelled: Bool)
        case task(Task<Void, Never>)
    }

    struct WaitingAsk {
        let continuation: CheckedContinuation<Result<MCPAnswer, MCPAskError>, Never>
        var timer: Deadline?
    }

    let state: Mutex<State>
    let host: any MCPHost
    /// The same where it can be subscribed to. Looked up once: a cast looks through all conformances.
    let watching: (any MCPSubscriptionHost)?
    let limits: MCPLimits
    let answers: Answers
    private let reader: DescriptorReader
    let writer: FrameWriter
    private let log: @Sendable (String) -> Void
    private let inputEnded: OneShotEvent
    private let readerEnded = OneShotEvent()
    private let idle = OneShotEvent()

    init(
        host: any MCPHost, limits: MCPLimits, log: @escaping @Sendable (String) -> Void, input: Int32, output: Int32
    ) throws(SystemCallError) {
        let began = ContinuousClock.now
        let session = MCPSession(catalog: Catalog(host: host, limits: limits), limits: limits, began: began)
        answers = Answers(
            identity: session.catalog.identity, sealer: session.sealer, answerTime: limits.answer, began: began)
        state = Mutex(State(session: session))
        self.host = host
        watching = host as? any MCPSubscriptionHost
        self.limits = limits
        self.log = log
        let reader = DescriptorReader(descriptor: input)
        let inputEnded = OneShotEvent()
        self.reader = reader
        self.inputEnded = inputEnded
        writer = FrameWriter(descriptor: output) { _ in
            reader.stop()
            inputEnded.fire()
        }
    }

    func run() async throws(SystemCallError) {
        try read()
        await inputEnded.wait()
        apply { $0.session.inputEnded() }
        if await !idle.wait(upTo: writer.ended ? .zero : limits.grace) {
            cancelAll()
            if await !idle.wait(upTo: limits.afterCancel) { apply { $0.session.abandon() } }
        }
        let drained = OneShotEvent()
        writer.whenDrained { drained.fire() }
        _ = await drained.wait(upTo: limits.flush)
        writer.close()
        // The caller may close the input as soon as this returns.
        _ = await readerEnded.wait(upTo: limits.flush)
    }

    func stop() {
        reader.stop()
        inputEnded.fire()
    }

    func note(_ words: String) { log(words) }

    func notify(_ notification: MCPNotification) { apply { $0.session.notify(notification) } }

    // MARK: Reading

    private func read() throws(SystemCallError) {
        let lines = Mutex(LineReader(limit: limits.line))
        try reader.start { [self] bytes in
            let complete = lines.withLock { lines in
                lines.push(bytes)
                var complete: [LineReader.Line] = []
                while let line = lines.next() { complete.append(line) }
                return complete
            }
            for (index, line) in complete.enumerated() {
                // What several lines ask of a server leaves in one piece.
                WorkerPool.shared.holdHere(more: index < complete.count - 1) { receive(line) }
            }
            pauseWhileFull()
        } isAwaited: { [self] in
            state.withLock { $0.tasks.isEmpty }
        } ended: { [self] end in
            if end == .endOfFile, let line = lines.withLock({ $0.finish() }) { receive(line) }
            if case .failed(let code) = end { log("reading failed: \(SystemCallError(call: "read", code: code))") }
            inputEnded.fire()
            readerEnded.fire()
        }
    }

    private func receive(_ line: LineReader.Line) {
        let incoming = Incoming(line, limit: limits.line)
        let now = ContinuousClock.now
        apply(immediately: true) { $0.session.receive(incoming, now: now) }
    }

    /// Beyond its limit the backlog of a client that doesn't read must not grow: then nothing more is read from it.
    private func pauseWhileFull() {
        guard writer.backlog >= FrameWriter.limit else { return }
        reader.pause()
        Task(executorPreference: WorkerPool.shared) { [self] in
            await writer.room()
            reader.resume()
        }
    }

    // MARK: Doing what the session says

    /// What is done once the session's lock is free: all of it may run code of others.
    private struct Followup {
        var sends = false
        var starts: [Call] = []
        var cancels: [Task<Void, Never>] = []
        var resumes: [(WaitingAsk, Result<MCPAnswer, MCPAskError>)] = []
        var unwatched: [String] = []
        var notes: [String] = []
        var isIdle = false
    }

    /// Changes the session and does what follows. Frames are queued under the session's lock: their order on the wire is
    /// the order of the session's decisions, and nothing follows a cancellation.
    func apply(immediately: Bool = false, _ change: (inout State) -> [SessionAction]) {
        let followup = state.withLock { state in
            var followup = Followup()
            for action in change(&state) { take(action, &state, &followup) }
            followup.isIdle = state.session.ended && state.session.isIdle
            return followup
        }
        if followup.sends { writer.flush() }
        for task in followup.cancels { task.cancel() }
        for (waiting, result) in followup.resumes {
            waiting.timer?.cancel()
            waiting.continuation.resume(returning: result)
        }
        for call in followup.starts { start(call, immediately: immediately) }
        for uri in followup.unwatched { watching?.unwatch(uri) }
        for words in followup.notes { log(words) }
        if followup.isIdle { idle.fire() }
    }

    private func take(_ action: SessionAction, _ state: inout State, _ followup: inout Followup) {
        switch action {
        case .send(let frame):
            writer.put(frame)
            followup.sends = true
        case .start(let call):
            state.tasks[call.number] = .starting(cancelled: false)
            followup.starts.append(call)
        case .cancel(let number):
            if let task = state.cancel(number) { followup.cancels.append(task) }
        case .answered(let ask, let result):
            if let waiting = state.asks.removeValue(forKey: ask) { followup.resumes.append((waiting, result)) }
        case .unwatch(let uri):
            followup.unwatched.append(uri)
        case .note(let words):
            followup.notes.append(words)
        }
    }

    private func cancelAll() {
        let tasks = state.withLock { state in state.tasks.keys.compactMap { state.cancel($0) } }
        for task in tasks { task.cancel() }
    }
}

extension ServerRun.State {
    /// The task to cancel; nil when it is still being started, which then cancels it.
    mutating func cancel(_ number: CallNumber) -> Task<Void, Never>? {
        switch tasks[number] {
        case .task(let task)?: return task
        case .starting?:
            tasks[number] = .starting(cancelled: true)
            return nil
        case nil: return nil
        }
    }
}
