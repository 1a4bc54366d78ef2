import JSON
import Model

extension Rule where C: Documentable {
    fileprivate static func reasonOutdated(_ examples: [RuleExample<C>]) -> Rule {
        Rule(
            code: "NG-D003", name: "reason-outdated", level: .warn,
            why: "A documented reason that speaks of an older value misleads whoever reads it next.",
            instead: "Give the new reason along with the change, with reason_in=asset where the old one stands in the asset.",
            reversible: true, source: "the guard's own rule",
            examples: examples
        ) { change, evidence in
            guard let replaced = change.replaced else { return [] }
            let inAsset = AssetReasons.entries(replaced)
            return change.changes.compactMap { one in
                // A field that goes back to its default takes its reason along.
                guard one.to != nil else { return nil }
                let given = evidence.reasons.text(for: one.field)
                var stale: String?
                if let entry = inAsset.first(where: { $0.field == one.field }) {
                    let after = change.resulting.map(AssetReasons.entries)?.first { $0.field == one.field }
                    if after?.text == entry.text { stale = "in the asset: \(quoted(entry.text))" }
                } else if let reason = evidence.documented[one.field], given == nil || given == reason.text {
                    stale = "in the journal" + (reason.time.map { " of \($0)" } ?? "") + ": \(quoted(reason.text))"
                }
                return stale.map {
                    Outcome(
                        level: .warn,
                        effect:
                            "\(one.field) becomes \(shown(one.to, one.field, of: C.fieldsKnown)), and its reason stays as it was, \($0)",
                        field: "/config/\(one.field)")
                }
            }
        }
    }
}

extension Rule where C == StreamUpdate {
    static let reasonOutdated = reasonOutdated([
        RuleExample("a reason in the asset", .example(["max_msgs": 50]), .explained, expected: .warn),
        RuleExample(
            "a new one in the journal alone", .example(["max_msgs": 50]), .explained.reasoned("the test rig grew to fifty"),
            expected: .warn),
        RuleExample("another field", .example(["max_bytes": 50_000]), .explained, expected: nil),
        RuleExample(
            "a new one in the asset", .example(["max_msgs": 50, "metadata": ["guard.reason.max_msgs": "fifty are enough now"]]),
            .explained, expected: nil),
        RuleExample("back to the default", .example(["max_msgs": nil]), .explained, expected: nil),
    ])
}

extension Rule where C == ConsumerUpdate {
    static let reasonOutdated = reasonOutdated([
        RuleExample(
            "a reason in the asset", .example(["max_deliver": 9]),
            .consumerExample(["max_deliver": 5, "metadata": ["guard.reason.max_deliver": "the partner forbids more"]]),
            expected: .warn),
        RuleExample("none", .example(["max_deliver": 9]), .consumerExample(["max_deliver": 5]), expected: nil),
    ])
}

extension Evidence {
    fileprivate static let explained = Evidence.updateExample([
        "max_msgs": 20, "metadata": ["guard.reason.max_msgs": "the test rig takes twenty (2026-01-31)"],
    ])
}
