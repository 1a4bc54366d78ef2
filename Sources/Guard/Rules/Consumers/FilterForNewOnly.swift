import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let filterForNewOnly: Rule = Rule(
        code: "NG-C028", name: "filter-for-new-only", level: .warn,
        why:
            "A consumer keeps its place when its filter changes: what lies before is not delivered, though the filter takes it now.",
        instead: "A new consumer that begins where it should; or consumer_reset, which delivers everything from there again.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "under way", .example(["filter_subject": nil]),
                .consumerExample(["filter_subject": "s.a"], position: ["delivered": ["stream_seq": 7]]), expected: .warn),
            RuleExample(
                "at the beginning", .example(["filter_subject": nil]), .consumerExample(["filter_subject": "s.a"]), expected: nil),
            RuleExample(
                "another field", .example(["description": "x"]), .consumerExample(position: ["delivered": ["stream_seq": 7]]),
                expected: nil),
        ]
    ) { change, evidence in
        guard change.sets("filter_subject", "filter_subjects"), let info = change.info(evidence), info.deliveredSequence > 0
        else {
            return []
        }
        let flight = info.inFlight > 0 ? "; \(info.inFlight.grouped) in flight stay its own" : ""
        return [
            Outcome(
                level: .warn, effect: "takes effect behind sequence \(info.deliveredSequence)\(flight)",
                field: "/config/filter_subject")
        ]
    }
}
