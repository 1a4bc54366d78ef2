import Changes
import Guard
import JSON

/// Arguments that changing tools share.
enum ChangeFields {
    static let dryRun = Field<Bool>.flag("dry_run", "Review only: tells what would happen and changes nothing.").terse()
    static let reason = Field<String?>.optionalText(
        "reason", "Why, in a sentence another person would understand later; goes into the journal."
    ).terse()
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
        _ change: P.C, _ performer: P, _ tool: String, _ arguments: Arguments, _ context: ToolContext, confirmable: Bool = false
    ) async throws(ToolFailure) -> JSONObject {
        var request = ChangeRequest(
            tool: tool, caller: context.caller, dryRun: try arguments(ChangeFields.dryRun),
            mayDestroy: context.services.level >= .destructive, asker: context.asker)
        if confirmable {
            request.reason = try arguments(ChangeFields.reason)
            request.plan = try arguments(ChangeFields.plan)
            request.token = try arguments(ChangeFields.token)
            request.confirmedName = try arguments(ChangeFields.confirmName)
            request.confirmedLoss = try arguments(ChangeFields.confirmLoss)
        }
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

    /// A change's report as a result, or as the failure it is.
    static func result(_ report: ChangeReport) throws(ToolFailure) -> JSONObject {
        switch report.status {
        case .done, .planned, .needsConfirmation, .needsReason, .declined: return report.json
        case .refused, .failed, .outcomeUnknown:
            var details: JSONObject = [
                "status": .string(report.status.rawValue), "findings": .array(report.findings.map { .object($0.json) }),
            ]
            for member in report.outcome?.members ?? [] { details[member.key] = member.value }
            throw ToolFailure(
                report.code ?? report.status.rawValue, report.message ?? "the change was not made", details: details)
        }
    }
}
