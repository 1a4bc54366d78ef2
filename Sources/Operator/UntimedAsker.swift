import Changes
import JetStream

/// Asks with the call's time standing still: a person takes as long as a person takes.
struct UntimedAsker: Asker {
    let asker: any Asker
    let budget: TimeBudget

    var canAsk: Bool { asker.canAsk }
    var answeredPlan: String? { asker.answeredPlan }

    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer {
        budget.pause()
        defer { budget.resume() }
        return try await asker.ask(question)
    }
}
