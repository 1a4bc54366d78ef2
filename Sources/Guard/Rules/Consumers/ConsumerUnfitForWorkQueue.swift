import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var consumerUnfitForWorkQueue: Rule {
        Rule(
            code: "NG-C021", name: "consumer-unfit-for-work-queue", level: .refuse,
            why:
                "A work queue gives each message to one consumer alone, from the first on, and deletes it when that acknowledges: "
                + "the server refuses all others.",
            instead: "ack_policy explicit, deliver_policy all, and a filter that no other consumer's overlaps.",
            reversible: true, source: "nats-server 2.15.1, observed (10084, 10098 to 10101)",
            examples: [
                RuleExample(
                    "the same messages as another", .example(["filter_subject": "s.a"]),
                    .consumerExample(C.absent, stream: queue, others: [["filter_subject": "s.*"]]), expected: .refuse),
                RuleExample(
                    "not from the beginning", .example(["deliver_policy": "new", "filter_subject": "s.a"]),
                    .consumerExample(C.absent, stream: queue), expected: .refuse),
                RuleExample(
                    "others unknown", .example(["filter_subject": "s.a"]),
                    .consumerExample(C.absent, stream: queue).unknownOthers,
                    expected: .warn),
                RuleExample(
                    "messages of its own", .example(["filter_subject": "s.a"]),
                    .consumerExample(C.absent, stream: queue, others: [["filter_subject": "s.b"]]), expected: nil),
                RuleExample("no work queue", .example(["deliver_policy": "new"]), .consumerExample(C.absent), expected: nil),
            ]
        ) { change, evidence in
            guard change.stream(evidence)?.configuration.retention == .workQueue else { return [] }
            let new = change.proposed
            func outcome(_ level: Level, _ effect: String, _ field: String) -> Outcome {
                Outcome(level: level, effect: effect, field: "/config/" + field)
            }
            var outcomes: [Outcome] = []
            if change.sets("ack_policy"), new.acknowledgement != "explicit" {
                outcomes.append(outcome(.refuse, "a work queue takes ack_policy explicit only", "ack_policy"))
            }
            if change.sets("deliver_policy"), new.deliverPolicy != "all" {
                outcomes.append(outcome(.refuse, "a work queue takes deliver_policy all only", "deliver_policy"))
            }
            guard change.sets("filter_subject", "filter_subjects") else { return outcomes }
            guard let others = evidence.consumers(of: change.stream) else {
                let effect = "whether another consumer takes the same messages is not known; the server refuses it then"
                return outcomes + [outcome(.warn, effect, "filter_subject")]
            }
            let own = new.filters.isEmpty ? [">"] : new.filters
            let rival = others.first { other in
                let theirs = other.configuration.filters.isEmpty ? [">"] : other.configuration.filters
                return other.name != change.consumer
                    && own.contains { mine in theirs.contains { SubjectPattern.overlap($0, mine) } }
            }
            guard let rival else { return outcomes }
            let theirs = rival.configuration.filters.prefix(3).map { quoted($0) }.joined(separator: ", ")
            return outcomes + [
                outcome(
                    .refuse, "consumer \(quoted(rival.name)) takes \(theirs.isEmpty ? "everything" : theirs) already",
                    "filter_subject")
            ]
        }
    }

    private static var queue: JSONObject { ["retention": "workqueue"] }
}

extension Evidence {
    /// The same where nobody tells of the stream's consumers.
    var unknownOthers: Evidence {
        var evidence = self
        evidence[.consumers(stream: "S")] = .unknown("denied")
        return evidence
    }
}
