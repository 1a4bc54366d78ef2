import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var persistsLate: Rule {
        Rule(
            code: "NG-S021", name: "persists-late", level: .danger,
            why:
                "With persist_mode async publishers are told before anything is written, sync_interval always does not count for it, "
                + "and it can never have replicas.",
            instead: "persist_mode default. It can't be changed later.",
            reversible: false, source: "ADR-56; nats-server 2.15.1, observed (10052 for replicas)",
            examples: [
                RuleExample("async", is: ["persist_mode": "async"], expected: .danger),
                RuleExample("the default", is: ["persist_mode": "default"], expected: nil),
                RuleExample("nothing said", is: [:], expected: nil),
            ]
        ) { change, _ in
            guard change.sets("persist_mode"), change.proposed?.json["persist_mode"] == "async" else { return [] }
            let effect = "what was acknowledged last is lost when its server crashes"
            return [Outcome(level: .danger, effect: effect, field: change.pointer("persist_mode"))]
        }
    }

    static var rollupsErase: Rule {
        Rule(
            code: "NG-S022", name: "rollups-erase", level: .warn,
            why: "Whoever may publish to it can erase a subject, or all of the stream, with one header (Nats-Rollup).",
            instead: "Leave it off, or let only few publish to its subjects. Buckets need it.",
            reversible: false, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("turned on", is: ["allow_rollup_hdrs": true], expected: .warn),
                RuleExample("turned on by markers", is: ["subject_delete_marker_ttl": 1_000_000_000], expected: .warn),
                RuleExample("turned on by schedules", is: ["allow_msg_schedules": true], expected: .warn),
                RuleExample(
                    "a mirror, which nobody publishes to", is: ["allow_rollup_hdrs": true, "mirror": ["name": "O"]], expected: nil
                ),
                RuleExample("off", is: ["allow_rollup_hdrs": false], expected: nil),
            ]
        ) { change, _ in
            guard !change.isOfBucket, let new = change.proposed, new.mirror == nil else { return [] }
            if change.sets("allow_rollup_hdrs"), new.json["allow_rollup_hdrs"] == true {
                let effect = "one message can erase all of it"
                return [Outcome(level: .warn, effect: effect, field: change.pointer("allow_rollup_hdrs"))]
            }
            // What is on already, or was told with the field itself, is not turned on by others.
            guard new.json["allow_rollup_hdrs"] != true else { return [] }
            let implied = ["subject_delete_marker_ttl", "allow_msg_schedules"].first {
                change.sets($0) && new.turnsOn($0)
            }
            guard let implied else { return [] }
            return [
                Outcome(
                    level: .warn, effect: "turns allow_rollup_hdrs on: one message can erase all of it",
                    field: change.pointer(implied))
            ]
        }
    }

    static var acknowledgesNothing: Rule {
        Rule(
            code: "NG-S023", name: "stream-acknowledges-nothing", level: .danger,
            why: "With no_ack nobody learns whether a message was stored: publishers that wait for it time out.",
            instead: "no_ack false, the default.",
            reversible: true, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("no_ack", is: ["no_ack": true], expected: .danger),
                RuleExample("false", is: ["no_ack": false], expected: nil),
            ]
        ) { change, _ in
            guard change.sets("no_ack"), change.proposed?.acknowledgesNothing == true else { return [] }
            let effect = "publishes are answered no more, and what is refused is lost without a word"
            return [Outcome(level: .danger, effect: effect, field: change.pointer("no_ack"))]
        }
    }

    static var windowLong: Rule {
        Rule(
            code: "NG-S028", name: "duplicate-window-long", level: .warn,
            why: "Every message id of the whole window is kept in memory on each server that has a copy.",
            instead: "The default of 2 minutes, and consumers that bear a repetition.",
            reversible: true, source: "nats-server, stream.go; the threshold is this program's",
            examples: [
                RuleExample("a day", is: ["duplicate_window": 86_400_000_000_000], expected: .warn),
                RuleExample("five minutes", is: ["duplicate_window": 300_000_000_000], expected: nil),
                RuleExample("the default", is: ["duplicate_window": 120_000_000_000], expected: nil),
            ]
        ) { change, evidence in
            guard change.sets("duplicate_window"), let window = change.proposed?.json["duplicate_window"]?.int64,
                window > evidence.thresholds.nanoseconds(.windowLong)
            else { return [] }
            let effect = "keeps the id of every message of \(duration(nanoseconds: window)) in memory"
            return [Outcome(level: .warn, effect: effect, field: change.pointer("duplicate_window"))]
        }
    }
}

extension StreamConfiguration {
    /// Whether a flag is true, or a time is given.
    func turnsOn(_ field: String) -> Bool {
        guard let value = json[field] else { return false }
        return value.bool ?? false || value.int64 ?? 0 > 0
    }
}
