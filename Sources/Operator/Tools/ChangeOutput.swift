import Changes
import Guard
import JSON
import Platform

/// Arguments that changing tools share.
enum ChangeFields {
    static let dryRun = Field<Bool>.flag("dry_run", "Review only: tells what would happen and changes nothing.").terse()
    static let reason = ReasonFields.reason
    static let plan = Field<String?>.optionalText(
        "plan", "The id of a plan that a human agreed to with `nats-operator approve`."
    ).terse()
    static let token = Field<String?>.optionalText(
        "token", "Where the server was started with --confirm token: the token of the plan."
    ).terse()
    static let confirmName = Field<String?>.optionalText("confirm_name", "With `token`: the asset's name, as in the plan.")
        .terse()
    static let confirmLoss = Field<UInt64?>.sequence(
        "confirm_loss", "With `token`: the number of messages lost, as in the plan.", minimum: 0
    ).terse()

    /// Every change that may have to be confirmed takes these.
    static let all: [any FieldShape] = [dryRun, reason, plan, token, confirmName, confirmLoss]
    /// Every change of a configuration, whose fields may have reasons, takes these.
    static let ofConfigurations: [any FieldShape] = [dryRun, reason, ReasonFields.place, plan, token, confirmName, confirmLoss]
    /// Of no use where a human is asked.
    static let ofTokens: Set<String> = [token.name, confirmName.name, confirmLoss.name]
}

/// Runs a change for a tool and turns its report into a result.
enum ChangeOutput {
    static func properties(_ own: JSONObject) -> JSONObject {
        var properties = own
        let shared: JSONObject = [
            "status": [
                "type": "string", "description": "done, planned, needs_confirmation, needs_reason, declined, outcome_unknown.",
            ],
            "message": ["type": "string"],
            "request": ["type": "object", "description": "What was, or would be, sent."],
            "loss": ["type": "object"],
            "findings": ["type": "array", "items": ["type": "object"], "description": "What the guard has to say."],
            "token": ["type": "string"], "plan": ["type": "string", "description": "Waits for `nats-operator approve`."],
            "expires": ["type": "string"], "verification": ["type": "string"],
        ]
        for member in shared.members where properties[member.key] == nil { properties.append(member.key, member.value) }
        return properties
    }

    static func run<P: Performer>(
        _ wanted: P.C, _ performer: P, _ tool: String, _ arguments: Arguments, _ context: ToolContext, confirmable: Bool = false
    ) async throws(ToolFailure) -> JSONObject {
        var request = ChangeRequest(
            tool: tool, caller: context.caller, dryRun: try arguments(ChangeFields.dryRun),
            mayDestroy: context.services.level >= .destructive, asker: context.asker)
        if confirmable {
            let known = (P.C.self as? any Documentable.Type)?.fieldsKnown
            request.reasons = try ReasonFields.read(arguments, known)
            request.plan = try arguments(ChangeFields.plan)
            request.token = try arguments(ChangeFields.token)
            request.confirmedName = try arguments(ChangeFields.confirmName)
            request.confirmedLoss = try arguments(ChangeFields.confirmLoss)
        }
        let change = try await noting(request.reasons, in: wanted, arguments, context)
        let report: ChangeReport
        do {
            report = try await context.services.changes.run(
                change, with: performer, target: try await context.connectedTarget(), request: request)
        } catch let failure as ToolFailure {
            throw failure
        } catch AskFailure.suspended(let question) {
            throw ToolFailure(suspended: question)
        } catch {
            throw ToolFailure("internal", "the question could not be asked")
        }
        return try result(report)
    }

    /// The change with its reasons to be written into the asset, where that was asked for.
    private static func noting<C: Change>(
        _ reasons: Reasons, in change: C, _ arguments: Arguments, _ context: ToolContext
    ) async throws(ToolFailure) -> C {
        guard try arguments(ReasonFields.place) == .asset, var documentable = change as? any Documentable else { return change }
        guard !reasons.isEmpty else {
            throw ToolFailure("missing_argument", "reason_in=asset, and no `reason` to write there.", next: Reason.wanted)
        }
        try await ReasonFields.checkSupport(context)
        documentable.noting = Noting(reasons: reasons, day: String(WallTime.now().rfc3339.prefix(10)))
        return documentable as? C ?? change
    }

    /// A change's report as a result, or as the failure it is.
    static func result(_ report: ChangeReport) throws(ToolFailure) -> JSONObject {
        switch report.status {
        case .done, .planned, .needsConfirmation, .needsReason, .declined: return report.json
        case .refused, .failed, .outcomeUnknown:
            var details: JSONObject = [
                "status": .string(report.status.rawValue), "findings": .array(report.findings.map { .object($0.json) }),
            ]
            if let token = report.token {
                details.append("token", .string(token))
                details.append("loss", .object(report.loss.json))
                details.append("request", .object(report.request))
            }
            if let expires = report.expires { details.append("expires", .string(expires)) }
            for member in report.outcome?.members ?? [] { details[member.key] = member.value }
            throw ToolFailure(
                report.code ?? report.status.rawValue, report.message ?? "the change was not made", details: details)
        }
    }
}
