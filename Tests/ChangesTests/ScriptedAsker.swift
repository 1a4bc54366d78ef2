import Changes
import Synchronization

/// A human in a script.
final class ScriptedAsker: Asker {
    typealias Script = @Sendable (ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer

    let canAsk: Bool
    let answeredPlan: String?
    private let script: Script
    private let asked = Mutex<[ConfirmationQuestion]>([])

    init(canAsk: Bool = true, answeredPlan: String? = nil, _ script: @escaping Script) {
        self.canAsk = canAsk
        self.answeredPlan = answeredPlan
        self.script = script
    }

    /// Types the asset's name, as somebody who agrees does.
    static func agreeing(
        answeredPlan: String? = nil, after meanwhile: @escaping @Sendable () async -> Void = {}
    ) -> ScriptedAsker {
        ScriptedAsker(answeredPlan: answeredPlan) { question in
            await meanwhile()
            return .typed(question.asset)
        }
    }

    /// A client of the era where the answer comes with another call.
    static func suspending() -> ScriptedAsker { ScriptedAsker { (question) throws(AskFailure) in throw .suspended(question) } }

    static func answering(_ answer: ConfirmationAnswer) -> ScriptedAsker { ScriptedAsker { _ in answer } }

    static func failing(_ failure: AskFailure) -> ScriptedAsker { ScriptedAsker { (_) throws(AskFailure) in throw failure } }

    var questions: [ConfirmationQuestion] { asked.withLock { $0 } }

    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer {
        asked.withLock { $0.append(question) }
        return try await script(question)
    }
}
