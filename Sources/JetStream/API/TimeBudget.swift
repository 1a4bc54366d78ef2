import Synchronization

/// The time one call may take, over all its requests. It stands still while a person is asked.
public final class TimeBudget: Sendable {
    private struct State {
        var spent: Duration = .zero
        /// Nil while it stands still.
        var since: ContinuousClock.Instant?
    }

    public let total: Duration
    /// What to do when it is used up, for the message.
    public let advice: String
    private let state: Mutex<State>

    public init(_ total: Duration, advice: String = "ask for less at a time") {
        self.total = total
        self.advice = advice
        state = Mutex(State(since: .now))
    }

    /// What is left; zero or less when it is used up.
    public var left: Duration {
        state.withLock { state in
            total - state.spent - (state.since.map { $0.duration(to: .now) } ?? .zero)
        }
    }

    public func pause() {
        state.withLock { state in
            guard let since = state.since else { return }
            state.spent += since.duration(to: .now)
            state.since = nil
        }
    }

    public func resume() {
        state.withLock { state in
            if state.since == nil { state.since = .now }
        }
    }
}
