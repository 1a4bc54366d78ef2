import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let filterLeavesOrphans: Rule = Rule(
        code: "NG-C027", name: "filter-leaves-orphans", level: .danger,
        why: "A work queue keeps a message until its consumer acknowledges it: what no filter takes stays for ever, unread.",
        instead: "Add a consumer for what the narrower filter leaves out.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "messages wait", .example(["filter_subject": "s.a"]),
                .consumerExample(stream: ["retention": "workqueue"], position: ["num_pending": 5]), expected: .danger),
            RuleExample(
                "none wait", .example(["filter_subject": "s.a"]), .consumerExample(stream: ["retention": "workqueue"]),
                expected: .warn),
            RuleExample("a stream with limits", .example(["filter_subject": "s.a"]), .consumerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), let stream = change.stream(evidence),
            stream.configuration.retention == .workQueue, change.sets("filter_subject", "filter_subjects"),
            ConsumerUpdate.isNarrower(change.proposed, than: info.configuration, of: stream.configuration)
        else { return [] }
        return [
            Outcome(
                level: info.pending > 0 ? .danger : .warn,
                effect:
                    "of \(info.pending.grouped) messages that wait, those the filter leaves out stay in the queue with nobody to "
                    + "take them", field: "/config/filter_subject")
        ]
    }
}
