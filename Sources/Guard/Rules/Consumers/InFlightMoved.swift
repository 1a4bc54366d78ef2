import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let inFlightMoved: Rule = Rule(
        code: "NG-C031", name: "in-flight-delivered-elsewhere", level: .danger,
        why: "All that is in flight goes to the new subject at once, also what a worker of the old one has in hand.",
        instead: "Let the workers finish first: consumer_pause, wait until nothing is in flight, change, consumer_resume.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "five in flight", .example(["deliver_subject": "other"]),
                .consumerExample(["deliver_subject": "work"], position: ["num_ack_pending": 5]), expected: .danger),
            RuleExample(
                "none", .example(["deliver_subject": "other"]), .consumerExample(["deliver_subject": "work"]), expected: nil),
        ]
    ) { change, evidence in
        guard change.sets("deliver_subject"), let info = change.info(evidence), info.inFlight > 0,
            let subject = change.proposed.deliverSubject
        else { return [] }
        return [
            Outcome(
                level: .danger, effect: "\(info.inFlight.grouped) in flight are delivered again, to \(quoted(subject))",
                field: "/config/deliver_subject")
        ]
    }
}
