public import Guard

/// How a change that would lose something is agreed to; chosen by whoever starts the program, never by a caller.
public enum ConfirmationMode: String, Sendable, CaseIterable {
    /// A human is asked.
    case ask
    /// The caller repeats a token, the asset's name and the loss: for unattended use.
    case token
}

/// Everything about a wish to change something but the change itself.
public struct ChangeRequest: Sendable {
    public var tool: String
    /// Who asked, as the client names itself; untrusted.
    public var caller: String
    public var dryRun: Bool
    /// Whether what was started allows changes that delete messages.
    public var mayDestroy: Bool
    /// Why, as somebody said; kept in the journal.
    public var reasons: Reasons
    public var token: String?
    /// The id of a plan that somebody agreed to at a terminal.
    public var plan: String?
    public var confirmedName: String?
    public var confirmedLoss: UInt64?
    public var asker: any Asker

    public init(
        tool: String, caller: String, dryRun: Bool = false, mayDestroy: Bool = true, reason: String? = nil, token: String? = nil,
        plan: String? = nil,
        confirmedName: String? = nil, confirmedLoss: UInt64? = nil, asker: any Asker = NobodyToAsk()
    ) {
        self.tool = tool
        self.caller = caller
        self.dryRun = dryRun
        self.mayDestroy = mayDestroy
        reasons = Reasons(general: reason)
        self.token = token
        self.plan = plan
        self.confirmedName = confirmedName
        self.confirmedLoss = confirmedLoss
        self.asker = asker
    }

    /// One reason for all of it.
    public var reason: String? {
        get { reasons.general }
        set { reasons.general = newValue }
    }
}
