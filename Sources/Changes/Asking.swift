import Guard
public import JSON

/// A question to the human who answers for a change.
public struct ConfirmationQuestion: Sendable, Hashable {
    /// The plan in words, with the numbers; every name from NATS quoted.
    public let message: String
    /// What has to be typed: the name of the asset.
    public let asset: String
    /// The plan it asks about. An answer counts only for this very plan.
    public let plan: String

    public init(message: String, asset: String, plan: String) {
        self.message = message
        self.asset = asset
        self.plan = plan
    }

    /// The form, as MCP has it: one text field.
    public var schema: JSONObject {
        [
            "type": "object",
            "properties": [
                "name": [
                    "type": "string", "title": "Name",
                    "description": .string("Type the name exactly (without quotes) to confirm: \(quoted(asset))"),
                ]
            ],
            "required": ["name"],
        ]
    }
}

public enum ConfirmationAnswer: Sendable, Hashable {
    case typed(String)
    case declined
}

public enum AskFailure: Error, Sendable, Hashable {
    /// The client will call again with the answer: the call ends here.
    case suspended(ConfirmationQuestion)
    /// There is nobody to ask.
    case unavailable(String)
    case failed(String)
}

/// A way to reach the human behind a call.
public protocol Asker: Sendable {
    var canAsk: Bool { get }
    /// The plan of the answer the client sent along with this call, already verified to be one we asked about.
    var answeredPlan: String? { get }
    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer
}

/// Where nobody can be asked.
public struct NobodyToAsk: Asker {
    public init() {}
    public var canAsk: Bool { false }
    public var answeredPlan: String? { nil }
    public func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer {
        throw .unavailable("nobody can be asked here")
    }
}
