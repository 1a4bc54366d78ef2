import Guard
import Model
import Platform

/// What people and models read about a change that did not simply happen.
enum Wording {
    /// - Parameter open: what no reason speaks for.
    static func reasonWanted(_ open: [Finding], _ given: Reasons) -> String {
        let fields = Set(open.flatMap(\.reasonFields)).sorted()
        let about = given.fields.isEmpty || fields.isEmpty ? "" : " for \(fields.joined(separator: ", "))"
        return
            "This change was not made: it needs a documented reason\(about). Call again with `reason`: one sentence another person "
            + "would understand in a year" + (fields.count > 1 || !about.isEmpty ? ", or {\"field\": \"why\"} for each." : ".")
    }

    static let nobodyToAsk =
        "This change was not made: a human has to agree to it, and this client has no way to ask one."
    static let noBook =
        "Run it with `nats-operator call` in a terminal, or start the server with --confirm token for unattended use."
    static let planAgain = "This change was not made. Call again without `plan` to see what it would do now."

    static func approvalWanted(_ id: String) -> String {
        "Ask them to run `nats-operator approve \(id)` in a terminal, then call again with the same arguments and plan=\(id)."
    }

    static let levelTooLow =
        "This change was not made: it deletes messages, and this program was started at a level that deletes none. Whoever starts it "
        + "decides: --write destructive."
    static let expired = "This change was not made: the answer came after the plan had expired. Call again to be asked anew."
    static let otherNameTyped = "This change was not made: the name that was typed is not the asset's. Nothing was sent."
    static let declined = "This change was not made: the human declined. Do not try again unless they ask for it."

    static func notAnswered(_ why: String) -> String { "This change was not made: no agreement was had (\(why))." }

    static func refusal<C: Change>(_ review: Review<C>) -> String {
        let reasons = review.findings.filter { $0.level == .refuse }.map { "\($0.effect). \($0.why) Instead: \($0.instead)" }
        return "This change was not made, and no confirmation would change that: " + reasons.joined(separator: " ")
    }

    static func refusal(_ refusal: GuardRefusal) -> String {
        switch refusal {
        case .assetChanged:
            "This change was not made: since it was agreed to, the asset was changed or made anew. Call again to see the new plan."
        case .lossGrown(let confirmed, let now):
            "This change was not made: it would now lose \(now.map(\.grouped) ?? "an unknown number of") messages, "
                + "\(confirmed.map(\.grouped) ?? "none") were agreed to. Call again to see the new plan."
        case .refused, .reasonMissing, .confirmationMissing:
            "This change was not made: what it needs changed while it was prepared. Call again to see the new plan."
        }
    }

    static func dryRun<C: Change>(_ review: Review<C>) -> String {
        switch review.verdict {
        case .needsConfirmation: "Dry run, nothing was sent. The change would have to be confirmed."
        case .needsReason: "Dry run, nothing was sent. The change would need a documented reason."
        default: "Dry run, nothing was sent. The change would go through."
        }
    }

    static func tokenWanted<C: Change>(_ review: Review<C>) -> String {
        let loss = review.loss.number.map { ", confirm_loss=\($0)" } ?? " and no confirm_loss"
        return "To make it, call again with the same arguments and token=<the token here>, "
            + "confirm_name=\(quoted(review.change.asset))\(loss)."
    }

    static func unknown(_ message: String) -> String {
        "It is not known whether this change happened: the request was sent and no answer came (\(message)). It is not sent again. "
            + "Read the state before deciding what to do; the next result tells, in `earlier_changes`, what it shows."
    }

    static func journal(_ error: PlatformError) -> String {
        "This change was not made: its intent could not be written to the journal (\(error.message)). "
            + "Make the journal writable or name another with --journal."
    }

    static func outcomeUnwritten(_ error: PlatformError) -> String {
        "The outcome could not be written to the journal (\(error.message)); the intent is there."
    }

    /// The question a human answers, numbers first.
    static func question<C: Change>(_ review: Review<C>, _ target: Target, _ reasons: Reasons) -> String {
        let place = [
            target.cluster.map { "cluster \(quoted($0))" }, target.server.map { "server \(quoted($0))" },
            target.account.map { "account \(quoted($0))" },
        ].compactMap(\.self)
        var lines = [
            "\(C.kind) of \(quoted(review.change.asset)) on \(place.isEmpty ? target.url : place.joined(separator: ", "))"
        ]
        for finding in review.findings {
            lines.append("- \(finding.effect).\(finding.reversible ? "" : " Cannot be undone.")")
        }
        if let general = reasons.general { lines.append("The caller's reason: \(quoted(general, limit: 400))") }
        for reason in reasons.fields.sorted(by: { $0.key < $1.key }) {
            lines.append("The caller's reason for \(reason.key): \(quoted(reason.value, limit: 400))")
        }
        lines.append("To let it happen, type the name: \(quoted(review.change.asset))")
        return lines.joined(separator: "\n")
    }
}
