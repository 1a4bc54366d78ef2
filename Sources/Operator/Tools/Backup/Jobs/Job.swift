import JSON
import Platform
import Synchronization

/// Work that may outlast the call that began it.
final class Job: DeadlineObserver {
    typealias Outcome = Result<JSONObject, ToolFailure>
    private typealias Waiter = CheckedContinuation<Outcome?, Never>

    private struct State {
        var task: Task<Void, Never>?
        var outcome: Outcome?
        var ended: WallTime?
        var isCancelled = false
        var progress: JSONObject = [:]
        var words: String?
        var waiters: [(key: UInt64, continuation: Waiter, deadline: Deadline?)] = []
        var nextKey: UInt64 = 0
    }

    let id: String
    let tool: String
    /// What it is about, in the caller's words.
    let about: String
    /// The name of the configuration it works with.
    let context: String
    let started = WallTime.now()
    private let state = Mutex(State())

    init(tool: String, about: String, context: String) {
        id = Base64.encodeURL(PlatformRandom.bytes(6)).replacing("-", with: "x").replacing("_", with: "y")
        self.tool = tool
        self.about = about
        self.context = context
    }

    /// Begins the work; the program does not end before it has, or was told to.
    func start(_ body: @escaping @Sendable (Job) async -> Outcome) {
        let task = Task(executorPreference: WorkerPool.shared) {
            await CleanUps.shared.track { self.finish(await body(self)) }
        }
        let isCancelled = state.withLock { state in
            if state.outcome == nil { state.task = task }
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    /// Tells it to take back what is half done and to end; it is over a moment later.
    func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }

    var isOver: Bool { state.withLock { $0.outcome != nil } }
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// How far it is.
    func reached(_ progress: JSONObject, _ words: String) {
        state.withLock { state in
            state.progress = progress
            state.words = words
        }
    }

    /// What came of it, waited for no longer than `limit` (nil: for as long as it takes); nil: it goes on.
    func outcome(within limit: Duration?) async -> Outcome? {
        await withCheckedContinuation { (continuation: Waiter) in
            let known = state.withLock { state -> Outcome? in
                if let outcome = state.outcome { return outcome }
                state.nextKey += 1
                let key = state.nextKey
                let deadline = limit.map { Deadlines.shared.schedule(after: $0, key: key, for: self) }
                state.waiters.append((key, continuation, deadline))
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func deadlineReached(_ key: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.key == key }) else { return nil }
            return state.waiters.remove(at: index).continuation
        }
        waiter?.resume(returning: nil)
    }

    private func finish(_ outcome: Outcome) {
        let waiters = state.withLock { state in
            state.outcome = outcome
            state.ended = WallTime.now()
            state.task = nil
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters {
            waiter.deadline?.cancel()
            waiter.continuation.resume(returning: outcome)
        }
    }

    /// - Parameter withResult: also what came of it, which may be long.
    func json(withResult: Bool) -> JSONObject {
        state.withLock { state in
            var object: JSONObject = [
                "job": .string(id), "tool": .string(tool), "about": .string(about), "context": .string(context),
                "started": .string(started.rfc3339),
            ]
            switch state.outcome {
            case nil: object.append("state", state.isCancelled ? "cancelling" : "running")
            case .success(let result)?: object.append("state", .string(result["status"]?.string ?? "done"))
            case .failure(let failure)?: object.append("state", .string(failure.code == "cancelled" ? "cancelled" : "failed"))
            }
            if let ended = state.ended { object.append("ended", .string(ended.rfc3339)) }
            if state.outcome == nil {
                for member in state.progress.members { object[member.key] = member.value }
                if let words = state.words { object.append("progress", .string(words)) }
            }
            guard withResult else { return object }
            switch state.outcome {
            case .success(let result)?: object.append("result", .object(result))
            case .failure(let failure)?: object.append("problem", .object(failure.json))
            case nil: break
            }
            return object
        }
    }
}
