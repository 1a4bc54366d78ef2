import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var spaceReserved: Rule {
        Rule(
            code: "NG-S056", name: "space-reserved", level: .refuse,
            why:
                "max_bytes is set aside at once, once for each copy, whether it is used or not: other streams are refused (10047) or stop "
                + "taking messages (10002) when the account's limit is promised away.",
            instead: "As much as is needed, or a higher limit of the account.",
            reversible: true, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("more than the limit", is: ["max_bytes": 2_000_000], facts: account(1_000_000), expected: .refuse),
                RuleExample("nearly all", is: ["max_bytes": 900_000], facts: account(1_000_000), expected: .warn),
                RuleExample(
                    "beside what others have", is: ["max_bytes": 300_000], facts: account(1_000_000, taken: 600_000),
                    expected: .warn),
                RuleExample("a little", is: ["max_bytes": 100_000], facts: account(1_000_000), expected: nil),
                RuleExample("no limit of the account", is: ["max_bytes": 100_000_000], facts: account(nil), expected: nil),
                RuleExample("nothing reserved", is: [:], facts: account(1_000_000), expected: nil),
            ]
        ) { change, evidence in
            guard change.sets("max_bytes", "num_replicas"), let new = change.proposed,
                let wanted = new.json["max_bytes"]?.uint64, wanted > 0,
                let room = evidence.account?.room(storage: new.storage, replicas: new.replicas)
            else { return [] }
            func outcome(_ level: Level, _ effect: String) -> [Outcome] {
                [Outcome(level: level, effect: effect, field: change.pointer("max_bytes"))]
            }
            // In a tier bytes of one copy count, in an account without tiers those of all.
            let copies = evidence.account?.hasTiers == true ? 1 : UInt64(new.replicas)
            let (all, overflow) = wanted.multipliedReportingOverflow(by: copies)
            let limit = bytes(room.limit)
            guard !overflow, all <= room.limit else {
                return outcome(.refuse, "sets \(bytes(wanted)) aside on \(copies) server(s), of \(limit) the account may have")
            }
            // What it has set aside already is among what is taken.
            let before = evidence.stream(change.stream)?.configuration.json["max_bytes"]?.uint64 ?? 0
            let others = room.taken > before ? room.taken - before : 0
            guard others &+ all > evidence.thresholds.share(.reservedShare, of: room.limit) else { return [] }
            let left = room.limit > others &+ all ? room.limit - others - all : 0
            return outcome(
                .warn, "sets \(bytes(all)) aside: of the account's \(limit) at most \(bytes(left)) are left for others")
        }
    }

    private static func account(_ limit: Int64?, taken: Int64 = 0) -> [Question: Fact] {
        let json: JSONObject = [
            "storage": 0, "reserved_storage": .integer(taken), "limits": ["max_storage": .integer(limit ?? -1)],
        ]
        return [.account: .account(AccountUsage(json: json))]
    }
}
