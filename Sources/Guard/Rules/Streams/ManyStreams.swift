import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var streamPerEntity: Rule {
        Rule(
            code: "NG-S039", name: "stream-per-entity", level: .warn,
            why:
                "Each stream has files, memory and in a cluster a Raft group of its own; thousands of them slow every server down.",
            instead: "One stream with a subject for each entity, and consumers with filters.",
            reversible: true, source: "the operator's creed; nats-server's Raft groups",
            examples: [
                RuleExample(
                    "one of a kind", .bare(["name": "ORDERS-77"]), .free("ORDERS-77", names("ORDERS-", 0)), expected: nil),
                RuleExample(
                    "the twentieth", .bare(["name": "ORDERS-77"]), .free("ORDERS-77", names("ORDERS-", 19)), expected: .warn),
                RuleExample(
                    "of different kinds", .bare(["name": "ORDERS-77"]), .free("ORDERS-77", names("BILLS-", 30)),
                    expected: nil),
                RuleExample("very many", .bare([:]), .free("S", names("s", 1200)), expected: .warn),
            ]
        ) { change, evidence in
            guard let names = evidence.names(.streamNames) else { return [] }
            let limits = evidence.thresholds
            let others = names.filter { $0 != change.stream }
            if let family = family(change.stream) {
                let alike = others.count { self.family($0) == family } + 1
                if UInt64(alike) >= limits.count(.streamsAlike) {
                    let effect = "\(alike.formatted) streams are named as \(quoted(family + "…"))"
                    return [Outcome(level: .warn, effect: effect, field: change.pointer("name"))]
                }
            }
            guard UInt64(others.count) >= limits.count(.streamsMany) else { return [] }
            return [Outcome(level: .warn, effect: "the account has \((others.count + 1).formatted) streams", field: nil)]
        }
    }

    /// What a name begins with where its last part is a number or looks made up: `ORDERS-`.
    private static func family(_ name: String) -> String? {
        guard let end = name.lastIndex(where: { $0 == "-" || $0 == "_" }), end != name.startIndex else { return nil }
        let tail = name[name.index(after: end)...]
        guard tail.contains(where: \.isNumber) else { return nil }
        return String(name[...end])
    }

    private static func names(_ prefix: String, _ count: Int) -> [Question: Fact] {
        [.streamNames: .names((0..<count).map { "\(prefix)\($0)" })]
    }
}

extension Evidence {
    fileprivate static func free(_ stream: String, _ facts: [Question: Fact]) -> Evidence {
        var evidence = Evidence([.stream(stream): .absent])
        for (question, fact) in facts { evidence[question] = fact }
        return evidence
    }
}

extension Int {
    fileprivate var formatted: String { UInt64(self).grouped }
}
