/// The guard's judgement of one change. Only the guard makes one.
public struct Review<C: Change>: Sendable {
    /// The change as it would be sent: bound to the state it was judged by.
    public let change: C
    public let findings: [Finding]
    public let loss: Loss
    /// What the asset was when this was judged.
    public let identity: String
    public let verdict: Verdict

    init(change: C, findings: [Finding], loss: Loss, identity: String) {
        self.change = change
        self.findings = findings
        self.loss = loss
        self.identity = identity
        verdict =
            switch findings.map(\.level).max() {
            case .refuse: .refused
            case .block: .needsConfirmation
            case .danger: .needsReason
            default: .goes
            }
    }
}

extension Review {
    /// The findings that want a reason and have none.
    public func unanswered(by reasons: Reasons) -> [Finding] {
        findings.filter { $0.level == .danger && !reasons.answers($0) }
    }
}

/// What a change takes to go through.
public enum Verdict: String, Sendable {
    case goes
    case needsReason = "needs_reason"
    case needsConfirmation = "needs_confirmation"
    case refused
}

/// What somebody agreed to: a change as it was shown, and what it would cost.
public struct Confirmation: Sendable, Hashable {
    public let identity: String
    public let loss: UInt64?

    public init(identity: String, loss: UInt64?) {
        self.identity = identity
        self.loss = loss
    }
}

/// Why a change was not cleared.
public enum GuardRefusal: Error, Sendable, Hashable {
    /// A rule cannot be satisfied.
    case refused
    case reasonMissing
    case confirmationMissing
    /// The asset is another one, or was changed, since it was shown.
    case assetChanged
    /// More would be lost than was agreed to.
    case lossGrown(confirmed: UInt64?, now: UInt64?)
}

/// Judges changes.
public enum Reviewer {
    /// Judges a change by what is known. Whatever a rule needs and is not known makes the rule fire.
    public static func review<C: Change>(_ change: C, evidence: Evidence) -> Review<C> {
        let narrowed = change.narrowed(by: evidence)
        let findings = C.rules.flatMap { $0.findings(narrowed, evidence) }
        return Review(
            change: narrowed, findings: inOrder(findings),
            loss: narrowed.loss(given: evidence), identity: narrowed.identity(given: evidence))
    }

    /// The gravest first, but for what has to be said before them.
    private static func inOrder(_ findings: [Finding]) -> [Finding] {
        let first = findings.filter { $0.rule == saidFirst }
        return first + findings.filter { $0.rule != saidFirst }.sorted { $0.level > $1.level }
    }

    static let saidFirst = "NG-D004"

    /// Clears a reviewed change, once. There is no other way to come by a `Cleared`.
    public static func clear<C: Change>(
        _ review: Review<C>, reason: String?, confirmation: Confirmation?
    ) throws(GuardRefusal) -> Cleared<C> {
        try clear(review, reasons: Reasons(general: reason), confirmation: confirmation)
    }

    /// The same with reasons for single fields.
    public static func clear<C: Change>(
        _ review: Review<C>, reasons: Reasons, confirmation: Confirmation?
    ) throws(GuardRefusal) -> Cleared<C> {
        switch review.verdict {
        case .refused: throw .refused
        case .needsConfirmation:
            guard let confirmation else { throw .confirmationMissing }
            guard confirmation.identity == review.identity else { throw .assetChanged }
            switch (confirmation.loss, review.loss.number) {
            case (let agreed?, let now?) where now <= agreed: break
            case (nil, nil): break
            default: throw .lossGrown(confirmed: confirmation.loss, now: review.loss.number)
            }
        case .needsReason:
            guard review.unanswered(by: reasons).isEmpty else { throw .reasonMissing }
        case .goes: break
        }
        return Cleared(change: review.change)
    }
}
