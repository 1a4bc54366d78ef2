public import Platform
internal import Synchronization

/// Serves one client over a pair of descriptors until it goes away.
public struct MCPServer: Sendable {
    let host: any MCPHost
    let limits: MCPLimits
    let log: @Sendable (String) -> Void
    private let control = Control()

    /// - Parameter log: told of oddities that no answer tells of, for example a response to nothing that was asked.
    ///   Called from any thread; must not block.
    public init(host: any MCPHost, log: @escaping @Sendable (String) -> Void = { _ in }) {
        self.init(host: host, limits: MCPLimits(), log: log)
    }

    init(host: any MCPHost, limits: MCPLimits, log: @escaping @Sendable (String) -> Void = { _ in }) {
        self.host = host
        self.limits = limits
        self.log = log
    }

    /// Reads requests from `input` and writes answers to `output` until end of file, until the client stops taking
    /// answers or until `stop()`. Then work under way gets about a second, unwritten answers included.
    ///
    /// The descriptors stay open and keep their modes; both may be one socket. The process must ignore SIGPIPE
    /// (`StandardStreams.ignoreBrokenPipes`). One server runs once.
    public func run(input: Int32, output: Int32) async throws(SystemCallError) {
        let run = try ServerRun(host: host, limits: limits, log: log, input: input, output: output)
        control.began(run)
        defer { control.ended() }
        do {
            try await withTaskCancellationHandler {
                try await run.run()
            } onCancel: {
                run.stop()
            }
        } catch let error as SystemCallError {
            throw error
        } catch {
            log("the server ended: \(error)")
        }
    }

    /// Ends `run` as end of file does: work under way is finished or cancelled within about a second. From any thread, but
    /// not from within a signal handler; also before `run` began.
    public func stop() { control.stop() }

    /// Tells the client of a change, if it asked to hear of it and the host declares it (`MCPNotifyingHost`).
    public func notify(_ notification: MCPNotification) { control.current?.notify(notification) }

    /// What is running, for those who hold a copy of the server.
    private final class Control: Sendable {
        private struct State {
            var run: ServerRun?
            var stopped = false
        }
        private let state = Mutex(State())

        var current: ServerRun? { state.withLock { $0.run } }

        func began(_ run: ServerRun) {
            let stopped = state.withLock { state in
                state.run = run
                return state.stopped
            }
            if stopped { run.stop() }
        }

        func ended() { state.withLock { $0.run = nil } }

        func stop() {
            let run = state.withLock { state in
                state.stopped = true
                return state.run
            }
            run?.stop()
        }
    }
}
