import Guard
import Model
import Platform

/// Agreement given in a terminal of its own, for clients that can ask nobody.
extension ChangeRunner {
    /// Keeps the plan for `nats-operator approve`.
    func keeping<C: Change>(
        _ plan: Plan, _ review: Review<C>, _ request: ChangeRequest, _ target: Target, _ why: String
    ) async -> Agreement {
        func report(_ message: String, _ id: String? = nil) -> Agreement {
            .none(
                ChangeReport(
                    .needsConfirmation, review, code: "confirmation_required", message: message, plan: id,
                    expires: id == nil ? nil : plan.expires.rfc3339))
        }
        guard let book = seal.book else { return report(why + " " + Wording.noBook) }
        let entry = PlanBook.Entry(
            id: Base64.encodeURL(PlatformRandom.bytes(9)).replacingDashes, token: seal.token(for: plan),
            message: Wording.question(review, target, request.reasons), asset: review.change.asset, tool: request.tool,
            caller: request.caller,
            expires: plan.expires)
        let moment = now()
        do {
            try await BlockingCall.run { () throws(PlatformError) in try book.keep(entry, now: moment) }
        } catch {
            return report(why + " The plan could not be kept for `nats-operator approve`: \(error).")
        }
        return report(why + " " + Wording.approvalWanted(entry.id), entry.id)
    }

    /// The plan that was agreed to, if it is for this very change and nobody used it.
    func byApproval<C: Change>(
        _ id: String, _ fresh: Plan, _ review: Review<C>, _ change: C, _ request: ChangeRequest, _ target: Target
    ) async -> Agreement {
        func refused(_ code: String, _ why: String) -> Agreement {
            .none(ChangeReport(.needsConfirmation, review, code: code, message: why + " " + Wording.planAgain))
        }
        guard let book = seal.book else { return refused("plan_unknown", Wording.noBook) }
        let moment = now()
        do {
            let entries = try await BlockingCall.run { () throws(PlatformError) in try book.entries(now: moment) }
            guard let entry = entries.first(where: { $0.id == id }), let plan = seal.plan(from: entry.token) else {
                return refused("plan_unknown", "There is no plan \(quoted(id)): it expired, was used, or never was.")
            }
            guard plan.kind == C.kind, plan.wish == Plan.digest(of: change) else {
                return refused("plan_for_other_change", "The plan is for another change, or one with other arguments.")
            }
            guard plan.target == target.identity else {
                return refused("plan_for_other_target", "The plan is for another system.")
            }
            guard seal.isApproved(entry) else {
                return .none(
                    ChangeReport(
                        .needsConfirmation, review, code: "plan_not_approved",
                        message: "This change was not made: nobody has agreed to the plan yet. " + Wording.approvalWanted(id),
                        plan: id, expires: plan.expires.rfc3339))
            }
            guard try await seal.redeem(entry.token, plan, now: moment) else {
                return refused("plan_used", "The plan has been used.")
            }
            return .given(plan)
        } catch {
            return refused("plans_not_readable", "The plans that wait can't be read (\(error)).")
        }
    }
}

extension String {
    /// So that no id looks like an option.
    fileprivate var replacingDashes: String { String(map { $0 == "-" || $0 == "_" ? "x" : $0 }) }
}
