import JSON
import Model

extension Rule where C: Documentable {
    fileprivate static func reasonInAsset(_ examples: [RuleExample<C>]) -> Rule {
        Rule(
            code: Reviewer.saidFirst, name: "reason-in-asset", level: .warn,
            why:
                "A reason in the metadata changes the configuration: a client that declares the asset itself, as libraries do at every "
                + "start, declares another one from then on.",
            instead: "Leave reason_in out: the journal keeps the reason. Or have the declarations take the metadata over.",
            reversible: true, source: "nats-server 2.15.1, STREAM.CREATE and CONSUMER.CREATE observed",
            examples: examples
        ) { change, _ in
            guard let resulting = change.resulting else { return [] }
            let before = Set((change.replaced.map(AssetReasons.entries) ?? []).map { "\($0)" })
            let new = AssetReasons.entries(resulting).filter { !before.contains("\($0)") }
            guard !new.isEmpty else { return [] }
            return [
                Outcome(
                    level: .warn,
                    effect:
                        "clients that declare \(quoted(change.asset)) themselves will be refused (\(C.declarationError)), or erase the "
                        + "reason again: it stands in the metadata as \(new.map { quoted(AssetReasons.key($0.field)) }.joined(separator: ", "))",
                    field: "/config/metadata")
            ]
        }
    }
}

extension Rule where C == StreamCreate {
    static let reasonInAsset = reasonInAsset([
        RuleExample("into a new stream", .example().noted, Evidence([.stream("S"): .absent]), expected: .warn),
        RuleExample("into the journal", .example(), Evidence([.stream("S"): .absent]), expected: nil),
    ])
}

extension Rule where C == StreamUpdate {
    static let reasonInAsset = reasonInAsset([
        RuleExample("into a stream", .example(["max_msgs": 5]).noted, .updateExample([:]), expected: .warn),
        RuleExample(
            "that it has", .example(["max_msgs": 5]), .updateExample(["metadata": ["guard.reason.max_bytes": "as it was given"]]),
            expected: nil),
    ])
}

extension Rule where C == ConsumerCreate {
    static let reasonInAsset = reasonInAsset([
        RuleExample("into a new consumer", .example(["max_deliver": 5]).noted, .consumerExample(nil), expected: .warn),
        RuleExample("into the journal", .example([:]), .consumerExample(nil), expected: nil),
    ])
}

extension Rule where C == ConsumerUpdate {
    static let reasonInAsset = reasonInAsset([
        RuleExample("into a consumer", .example(["max_deliver": 5]).noted, .consumerExample(), expected: .warn),
        RuleExample("into the journal", .example(["max_deliver": 5]), .consumerExample(), expected: nil),
    ])
}

extension Documentable {
    /// For examples: with a reason that goes into the asset.
    fileprivate var noted: Self {
        var noted = self
        noted.noting = Noting(reasons: Reasons(general: "the partner forbids more than that"), day: "2026-01-31")
        return noted
    }
}
