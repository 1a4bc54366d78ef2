import Changes
import JSON
import MCP

/// Reaches the human through the client.
struct ClientAsker: Asker {
    static let key = "confirm"
    let context: MCPCallContext

    var canAsk: Bool { context.canAsk }
    var answeredPlan: String? { context.answeredFingerprint(Self.key) }

    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer {
        do {
            switch try await context.ask(MCPQuestion(question)) {
            case .accept(let form): return .typed(form["name"]?.string ?? "")
            case .decline, .cancel: return .declined
            }
        } catch {
            switch error {
            case .suspended: throw .suspended(question)
            case .unavailable: throw .unavailable("this client can ask nobody")
            case .failed(let why): throw .failed(why)
            case .cancelled: throw .failed("the call was cancelled")
            }
        }
    }
}

extension MCPQuestion {
    init(_ question: ConfirmationQuestion) {
        self.init(
            key: ClientAsker.key, message: question.message, schema: question.schema, fingerprint: question.plan)
    }
}
