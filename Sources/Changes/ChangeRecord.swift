import Guard
import JSON
import Model
import Platform

/// What the journal keeps of a change. Payloads and secrets are in none of it.
struct ChangeRecord {
    let id: String
    private let base: JSONObject
    private let begun: WallTime

    init<C: Change>(_ review: Review<C>, target: Target, request: ChangeRequest, confirmed: Bool, time: WallTime) {
        id = Base64.encodeURL(PlatformRandom.bytes(12))
        begun = time
        var object: JSONObject = [
            "id": .string(id), "change": .string(C.kind), "tool": .string(request.tool), "caller": .string(request.caller),
            "target": .object(target.json), "request": .object(review.change.json),
            "verdict": .string(review.verdict.rawValue), "confirmed": .bool(confirmed), "loss": .object(review.loss.json),
            "findings": .array(
                review.findings.map {
                    ["rule": .string($0.rule), "level": .string($0.level.rawValue), "effect": .string($0.effect)]
                }),
        ]
        if let reason = request.reasons.json {
            object["reason"] = reason
            object["asset"] = .string(review.change.asset)
            if let fields = (review.change as? any Documentable)?.reasonedFields, !fields.isEmpty {
                object["reason_for"] = .array(fields.map { .string($0) })
            }
        }
        base = object
    }

    var intent: JSONObject { stamped("intent", begun, base) }

    func outcome(_ report: ChangeReport, time: WallTime) -> JSONObject {
        var object: JSONObject = ["id": .string(id), "status": .string(report.status.rawValue)]
        if let code = report.code { object["code"] = .string(code) }
        if let message = report.message { object["message"] = .string(message) }
        if let outcome = report.outcome { object["outcome"] = .object(outcome) }
        if let verification = report.verification { object["verification"] = .string(verification) }
        return stamped("outcome", time, object)
    }

    private func stamped(_ phase: String, _ time: WallTime, _ object: JSONObject) -> JSONObject {
        var stamped: JSONObject = ["time": .string(time.rfc3339), "phase": .string(phase)]
        for member in object.members { stamped.append(member.key, member.value) }
        return stamped
    }
}
