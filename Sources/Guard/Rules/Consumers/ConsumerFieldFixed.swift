import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let consumerFieldFixed: Rule = Rule(
        code: "NG-C003", name: "consumer-field-fixed", level: .refuse,
        why: "These fields are set when a consumer is made; the server refuses to change them (10012).",
        instead: "consumer_add under another name, with opt_start_seq where this one stands; consumer_reset moves a position.",
        reversible: true, source: "nats-server 2.15.1, each observed",
        examples: [
            RuleExample("ack_policy", .example(["ack_policy": "none"]), .consumerExample(), expected: .refuse),
            RuleExample("from pull to push", .example(["deliver_subject": "work"]), .consumerExample(), expected: .refuse),
            RuleExample(
                "from push to pull", .example(["deliver_subject": nil]), .consumerExample(["deliver_subject": "work"]),
                expected: .refuse),
            RuleExample("a pause", .example(["pause_until": "2030-01-01T00:00:00Z"]), .consumerExample(), expected: .refuse),
            RuleExample("the same again", .example(["ack_policy": "explicit"]), .consumerExample(), expected: nil),
            RuleExample(
                "the default of one that is not pulled", .example(["max_waiting": nil]),
                .consumerExample(["deliver_subject": "work", "max_waiting": nil]), expected: nil),
            RuleExample("ack_wait", .example(["ack_wait": 60_000_000_000]), .consumerExample(), expected: nil),
        ]
    ) { change, _ in
        change.changes.compactMap { alteration in
            let field = alteration.field
            if field == "pause_until" {
                return Outcome(
                    level: .refuse, effect: "an update leaves pause_until as it is: consumer_pause and consumer_resume change it",
                    field: "/config/pause_until")
            }
            let turns = field == "deliver_subject" && (alteration.from == nil) != (alteration.to == nil)
            guard turns || ConsumerFields.all.first(where: { $0.name == field })?.editing == .never else { return nil }
            let how =
                "from \(shown(alteration.from, field, of: ConsumerFields.all)) to \(shown(alteration.to, field, of: ConsumerFields.all))"
            return Outcome(
                level: .refuse,
                effect: turns
                    ? "a \(alteration.from == nil ? "pull" : "push") consumer stays one: deliver_subject can't change \(how)"
                    : "\(field) can't change \(how)", field: "/config/" + field)
        }
    }
}
