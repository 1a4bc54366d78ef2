import Changes
import Dispatch
import Platform

/// Asks the person at the terminal.
struct TerminalAsker: Asker {
    var canAsk: Bool { true }
    var answeredPlan: String? { nil }

    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer {
        let typed = await withCheckedContinuation { continuation in
            // Reading blocks until a person has typed; no cooperative thread may wait for that.
            DispatchQueue.global().async {
                continuation.resume(returning: Terminal.ask(question.message + "\n> "))
            }
        }
        guard let typed else { throw .unavailable("there is no terminal to ask at; --confirm token is for unattended use") }
        return typed.isEmpty ? .declined : .typed(typed)
    }
}
