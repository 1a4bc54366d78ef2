public import Guard
public import JSON

/// How a wish to change something ended.
public struct ChangeReport: Sendable, Hashable {
    public enum Status: String, Sendable, CaseIterable {
        case done
        /// A dry run: nothing was sent.
        case planned
        case needsReason = "needs_reason"
        /// Not done: the plan waits for somebody's agreement.
        case needsConfirmation = "needs_confirmation"
        /// Asked, and not agreed to.
        case declined
        case refused
        case failed
        /// Sent, and no answer came: it may have happened. Never sent again by itself.
        case outcomeUnknown = "outcome_unknown"
    }

    public let status: Status
    /// Why it did not happen, and what to do next; nil when it did.
    public let message: String?
    /// One word for scripts, where it did not happen.
    public let code: String?
    public let request: JSONObject
    public let findings: [Finding]
    public let loss: Loss
    /// What the guard makes of it, whatever came of it then.
    public let verdict: Verdict
    public let outcome: JSONObject?
    public let verification: String?
    public let token: String?
    /// The id of the plan that waits for somebody at a terminal.
    public let plan: String?
    public let expires: String?

    init<C: Change>(
        _ status: Status, _ review: Review<C>, code: String? = nil, message: String? = nil, performed: Performed? = nil,
        token: String? = nil, plan: String? = nil, expires: String? = nil
    ) {
        self.status = status
        self.message = message
        self.code = code
        request = review.change.json
        findings = review.findings
        loss = review.loss
        verdict = review.verdict
        outcome = performed?.outcome
        verification = performed?.verification
        self.token = token
        self.plan = plan
        self.expires = expires
    }

    /// The same with one more thing said.
    func noting(_ note: String) -> ChangeReport {
        ChangeReport(self, message: [message, note].compactMap(\.self).joined(separator: " "))
    }

    /// A refusal with the plan as it is now.
    func bringing<C: Change>(_ review: Review<C>, token: String, expires: String) -> ChangeReport {
        ChangeReport(
            status, review, code: code,
            message: [message, Wording.tokenWanted(review)].compactMap(\.self).joined(separator: " "),
            token: token, expires: expires)
    }

    private init(_ report: ChangeReport, message: String) {
        status = report.status
        self.message = message
        code = report.code
        request = report.request
        findings = report.findings
        loss = report.loss
        verdict = report.verdict
        outcome = report.outcome
        verification = report.verification
        token = report.token
        plan = report.plan
        expires = report.expires
    }

    /// Whether the system may be another one than before.
    public var changed: Bool { status == .done || status == .outcomeUnknown }

    public var json: JSONObject {
        var object: JSONObject = ["status": .string(status.rawValue), "request": .object(request)]
        if let outcome { for member in outcome.members { object[member.key] = member.value } }
        if let message { object["message"] = .string(message) }
        if case .none = loss {} else { object["loss"] = .object(loss.json) }
        if !findings.isEmpty { object["findings"] = .array(findings.map { .object($0.json) }) }
        if let token { object["token"] = .string(token) }
        if let plan { object["plan"] = .string(plan) }
        if let expires { object["expires"] = .string(expires) }
        if let verification { object["verification"] = .string(verification) }
        return object
    }
}
