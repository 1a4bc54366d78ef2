import Guard
import Model
import Platform

extension ChangeRunner {
    enum Agreement {
        case given(Plan)
        case none(ChangeReport)
    }

    /// Finds out whether somebody agrees to a change, in the way this program was started to ask.
    func agreement<C: Change>(
        _ review: Review<C>, _ change: C, _ request: ChangeRequest, _ target: Target
    ) async throws(AskFailure) -> Agreement {
        let plan = Plan(review, of: change, target: target.identity, expires: now().advanced(by: lifetime))
        switch mode {
        case .token: return await byToken(plan, review, change, request, target)
        case .ask: return try await byAsking(plan, review, change, request, target)
        }
    }

    private func byToken<C: Change>(
        _ fresh: Plan, _ review: Review<C>, _ change: C, _ request: ChangeRequest, _ target: Target
    ) async -> Agreement {
        func again(_ code: String, _ why: String) -> Agreement {
            .none(
                ChangeReport(
                    .needsConfirmation, review, code: code, message: why + " " + Wording.tokenWanted(review),
                    token: seal.token(for: fresh), expires: fresh.expires.rfc3339))
        }
        guard let token = request.token else { return again("confirmation_required", "This change was not made.") }
        guard let plan = seal.plan(from: token), plan.kind == C.kind else {
            return again("token_invalid", "The token is not one of this program's for this kind of change.")
        }
        guard plan.expires > now() else { return again("token_expired", "The token has expired.") }
        guard plan.target == target.identity else { return again("token_for_other_target", "The token is for another system.") }
        guard plan.wish == Plan.digest(of: change) else {
            return again("token_for_other_change", "The token is for a change with other arguments.")
        }
        guard request.confirmedName == review.change.asset else {
            return again("name_mismatch", "confirm_name does not name what would be changed.")
        }
        guard request.confirmedLoss == plan.loss else {
            return again("loss_mismatch", "confirm_loss is not the number of messages that was shown.")
        }
        do {
            guard try await seal.redeem(token, plan, now: now()) else { return again("token_used", "The token has been used.") }
        } catch {
            return again("plans_not_writable", "That the token is used can't be written down (\(error)).")
        }
        return .given(plan)
    }

    private func byAsking<C: Change>(
        _ fresh: Plan, _ review: Review<C>, _ change: C, _ request: ChangeRequest, _ target: Target
    ) async throws(AskFailure) -> Agreement {
        if let id = request.plan { return await byApproval(id, fresh, review, change, request, target) }
        // The client brought an answer along: it was to the plan of then, not to the one of now.
        var plan = fresh
        if let answered = request.asker.answeredPlan.flatMap(Plan.init(text:)), answered.kind == C.kind,
            answered.expires > now(), answered.target == target.identity, answered.wish == Plan.digest(of: change)
        {
            plan = answered
        }
        guard request.asker.canAsk else {
            return await keeping(fresh, review, request, target, Wording.nobodyToAsk)
        }
        let question = ConfirmationQuestion(
            message: Wording.question(review, target, request.reasons), asset: review.change.asset, plan: plan.text)
        let answer: ConfirmationAnswer
        do {
            answer = try await request.asker.ask(question)
        } catch {
            switch error {
            case .suspended: throw error
            case .unavailable(let why), .failed(let why):
                return await keeping(fresh, review, request, target, Wording.notAnswered(why))
            }
        }
        switch answer {
        case .typed(let name) where name == review.change.asset:
            guard plan.expires > now() else {
                return .none(ChangeReport(.needsConfirmation, review, code: "plan_expired", message: Wording.expired))
            }
            return .given(plan)
        case .typed:
            return .none(ChangeReport(.declined, review, code: "name_mismatch", message: Wording.otherNameTyped))
        case .declined:
            return .none(ChangeReport(.declined, review, code: "declined", message: Wording.declined))
        }
    }
}
