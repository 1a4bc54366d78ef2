import Model

extension Rule where C == ServerConf {
    static let exportsAPI: Rule = Rule(
        code: "NG-F004", name: "exports-api", level: .danger,
        why: "Every account that imports it can create, change and delete streams of this one.",
        instead: "Export single subjects of the API, or what an application answers itself.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "the JetStream API", .example(#"accounts { A { exports: [{service: "$JS.API.>"}] } }"#), Evidence(),
                expected: .danger),
            RuleExample(
                "a service",
                .example(#"accounts { A { exports: [{service: "orders.>"}, {service: "$JS.API.DIRECT.GET.KV_x.>"}] } }"#),
                Evidence(), expected: nil),
        ]
    ) { change, _ in
        (change.conf["accounts"]?.map?.entries ?? []).flatMap { account -> [Outcome] in
            let exports = account.value.map?["exports"]?.elements.compactMap(\.map) ?? []
            return exports.compactMap { export in
                guard let entry = export.entry("service", "stream"), let subject = entry.value.text,
                    SubjectPattern.covers(subject, "$JS.API.STREAM.DELETE.X"), export["accounts"] == nil
                else { return nil }
                return Outcome(
                    level: .danger,
                    effect:
                        "account \(quoted(account.key, limit: 40)) exports \(quoted(subject, limit: 60)) to all (\(entry.place.words))"
                )
            }
        }
    }
}
