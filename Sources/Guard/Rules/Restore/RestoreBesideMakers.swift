import JSON
import Model

extension Rule where C == StreamRestore {
    static let restoreBesideMakers: Rule = Rule(
        code: "NG-B016", name: "restore-beside-makers", level: .info,
        why:
            "As a restore begins, nats-server 2.15.1 goes through the account's streams without a lock: one that another client makes "
            + "or deletes at that moment can end the whole server (concurrent map iteration and map write).",
        instead: "Restore when nobody makes or deletes streams or buckets in this account, and one restore at a time.",
        reversible: false, source: "nats-server 2.15.1, observed with four restores at once (RestoreStreamV2, tieredReservation)",
        examples: [
            RuleExample("an archive of 2.15", .example(), .restoreExample(), expected: .info),
            RuleExample("an older one, read in another way", .example(generation: .tar), .restoreExample(), expected: nil),
        ]
    ) { change, _ in
        guard change.archive.generation == .records else { return [] }
        return [Outcome(level: .info, effect: "nobody else may make or delete a stream in this account at the moment it begins")]
    }
}
