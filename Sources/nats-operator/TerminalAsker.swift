import Changes
import Platform

/// Asks the person at the terminal.
struct TerminalAsker: Asker {
    var canAsk: Bool { true }
    var answeredPlan: String? { nil }

    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer {
        // Reading blocks until a person has typed; no thread that runs tasks may wait for that.
        let typed = await BlockingCall.run { Terminal.ask(question.message + "\n> ") }
        guard let typed else { throw .unavailable("there is no terminal to ask at; --confirm token is for unattended use") }
        return typed.isEmpty ? .declined : .typed(typed)
    }
}
