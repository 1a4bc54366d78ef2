public import Guard
import JSON
public import Model
public import Platform

/// The way of every change: questions, answers, review, confirmation, a second look, intent in the journal, deed, outcome.
public struct ChangeRunner: Sendable {
    let journal: Journal
    let seal: PlanSeal
    public let mode: ConfirmationMode
    public let protected: Protection
    /// What the journal has of reasons.
    public let reasons: ReasonIndex
    let unsettled = Unsettled()
    /// How long a plan may wait for agreement.
    let lifetime: Duration
    let now: @Sendable () -> WallTime

    public init(
        journal: Journal, seal: PlanSeal, mode: ConfirmationMode, protected: Protection = Protection(),
        lifetime: Duration = .seconds(300),
        now: @escaping @Sendable () -> WallTime = { WallTime.now() }
    ) {
        self.journal = journal
        self.seal = seal
        self.mode = mode
        self.protected = protected
        reasons = ReasonIndex(journal: journal)
        self.lifetime = lifetime
        self.now = now
    }

    /// Reviews a change and, if it may be, carries it out.
    /// - Throws: `.suspended` when the human's answer will come with another call.
    public func run<P: Performer>(
        _ change: P.C, with performer: P, target: Target, request: ChangeRequest
    ) async throws(AskFailure) -> ChangeReport {
        let first = await review(change, performer, target, request.reasons)
        if let name = await protected.refusal(of: first.change, performer) {
            return ChangeReport(.refused, first, code: "protected", message: name)
        }
        switch first.verdict {
        case .refused:
            return ChangeReport(.refused, first, code: "refused_by_guard", message: Wording.refusal(first))
        case _ where request.dryRun:
            return ChangeReport(.planned, first, message: Wording.dryRun(first))
        case .needsConfirmation where !request.mayDestroy && first.loss != .none:
            return ChangeReport(.refused, first, code: "level_too_low", message: Wording.levelTooLow)
        case .needsReason where !first.unanswered(by: request.reasons).isEmpty:
            return ChangeReport(
                .needsReason, first, code: "reason_required",
                message: Wording.reasonWanted(first.unanswered(by: request.reasons), request.reasons))
        case .needsConfirmation:
            switch try await agreement(first, change, request, target) {
            case .none(let report): return report
            case .given(let plan):
                // What was agreed to is what is looked at again and sent, not what the world has become since.
                let second = await review(change.bound(to: plan.request), performer, target, request.reasons)
                let confirmation = Confirmation(
                    identity: Plan.digest(second.identity) == plan.asset ? second.identity : "", loss: plan.loss)
                let report = await perform(second, performer, target, request, confirmation)
                guard report.code == "changed_since_confirmed", mode == .token else { return report }
                let now = await review(change, performer, target, request.reasons)
                guard now.verdict == .needsConfirmation else { return report }
                let fresh = Plan(now, of: change, target: target.identity, expires: self.now().advanced(by: lifetime))
                return report.bringing(now, token: seal.token(for: fresh), expires: fresh.expires.rfc3339)
            }
        case .goes, .needsReason:
            return await perform(first, performer, target, request, nil)
        }
    }

    /// Reviews a change and leaves it at that.
    public func planned<P: Performer>(
        _ change: P.C, with performer: P, target: Target? = nil, reasons: Reasons = .none
    ) async -> ChangeReport {
        let review = await review(change, performer, target, reasons)
        return ChangeReport(.planned, review, message: Wording.dryRun(review))
    }

    private func review<P: Performer>(
        _ change: P.C, _ performer: P, _ target: Target?, _ reasons: Reasons
    ) async -> Review<P.C> {
        var evidence = Evidence()
        evidence.reasons = reasons
        if let target, let kind = ReasonIndex.Asset.Kind(of: change) {
            evidence.documented = await self.reasons.reasons(of: ReasonIndex.Asset(kind, change.asset), in: target).reasons
        }
        while true {
            let questions = change.questions(given: evidence).filter { evidence[$0] == nil }
            if questions.isEmpty { return Reviewer.review(change, evidence: evidence) }
            for question in questions { evidence[question] = await performer.answer(question) }
        }
    }

    private func perform<P: Performer>(
        _ review: Review<P.C>, _ performer: P, _ target: Target, _ request: ChangeRequest, _ confirmation: Confirmation?
    ) async -> ChangeReport {
        let record = ChangeRecord(review, target: target, request: request, confirmed: confirmation != nil, time: now())
        let cleared: Cleared<P.C>
        do {
            cleared = try Reviewer.clear(review, reasons: request.reasons, confirmation: confirmation)
        } catch {
            return ChangeReport(.refused, review, code: "changed_since_confirmed", message: Wording.refusal(error))
        }
        do {
            try await journal.append(record.intent)
        } catch {
            return ChangeReport(.failed, review, code: "journal_not_writable", message: Wording.journal(error))
        }
        let (change, id, identity) = (review.change, record.id, review.identity)
        let report: ChangeReport
        do throws(ChangeFailure) {
            report = ChangeReport(.done, review, performed: try await performer.perform(cleared))
        } catch {
            report = ChangeReport(
                error.outcomeUnknown ? .outcomeUnknown : .failed, review, code: error.code,
                message: error.outcomeUnknown ? Wording.unknown(error.message) : error.message,
                performed: error.details.isEmpty ? nil : Performed(outcome: error.details))
        }
        if report.status == .outcomeUnknown {
            unsettled.add(Unsettled.Entry(id: id, tool: request.tool, time: now(), change: change, identity: identity))
        }
        do {
            try await journal.append(record.outcome(report, time: now()))
        } catch {
            return report.noting(Wording.outcomeUnwritten(error))
        }
        return report
    }
}
