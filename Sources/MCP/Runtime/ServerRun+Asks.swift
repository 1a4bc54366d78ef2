internal import Platform
internal import Synchronization

extension ServerRun {
    /// Asks the person behind the client. See `MCPCallContext.ask`.
    func ask(_ call: Call, _ question: MCPQuestion) async throws(MCPAskError) -> MCPAnswer {
        guard call.caller.canAsk else { throw .unavailable }
        guard call.caller.version.isStateless else { return try await dialogue(call, question).get() }
        let given = call.answers.last { $0.key == question.key && $0.fingerprint == question.fingerprint }
        guard let given, ElicitationAnswer.fits(given.answer, question.schema) else { throw .suspended(question) }
        return given.answer
    }

    /// Sends the question and waits for the answer, for the end of the time, or for the cancellation of who asks.
    private func dialogue(_ call: Call, _ question: MCPQuestion) async -> Result<MCPAnswer, MCPAskError> {
        let ask = state.withLock { state in
            state.lastAsk += 1
            return AskNumber(state.lastAsk)
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A cancellation before this found nothing to withdraw, one after it will.
                apply { state in
                    state.asks[ask] = WaitingAsk(continuation: continuation)
                    if Task.isCancelled { return [.answered(ask, .failure(.cancelled))] }
                    return state.session.ask(call.number, ask, question)
                }
                limit(ask)
            }
        } onCancel: {
            self.withdraw(ask, because: .cancelled)
        }
    }

    private func limit(_ ask: AskNumber) {
        let timer = Deadlines.shared.schedule(after: limits.answer, key: ask.value, for: self)
        let waits = state.withLock { state in
            guard state.asks[ask] != nil else { return false }
            state.asks[ask]?.timer = timer
            return true
        }
        if !waits { timer.cancel() }
    }

    func deadlineReached(_ key: UInt64) {
        withdraw(AskNumber(key), because: .failed("nobody answered within \(limits.answer.components.seconds) s"))
    }

    private func withdraw(_ ask: AskNumber, because error: MCPAskError) {
        apply { $0.session.withdraw(ask, because: error) }
    }
}
