import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var deliversToReservedSubject: Rule {
        Rule(
            code: "NG-C023", name: "delivers-to-reserved-subject", level: .refuse,
            why: "Servers deliver wherever they are told: messages sent to $JS.API.STREAM.PURGE.X purge X, past every review.",
            instead: "Deliver to a subject of the application's own, or make a pull consumer.",
            reversible: false, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample(
                    "the API", .example(["deliver_subject": "$JS.API.STREAM.PURGE.S"]), .consumerExample(C.absent),
                    expected: .refuse),
                RuleExample("a key", .example(["deliver_subject": "$KV.b.k"]), .consumerExample(C.absent), expected: .refuse),
                RuleExample("an inbox", .example(["deliver_subject": "_INBOX.x"]), .consumerExample(C.absent), expected: .refuse),
                RuleExample("a subject", .example(["deliver_subject": "work.a"]), .consumerExample(C.absent), expected: nil),
                RuleExample("a pull consumer", .example, .consumerExample(C.absent), expected: nil),
            ]
        ) { change, _ in
            guard let subject = change.publishesTo.first,
                let prefix = ReservedSubjects.prefix(of: subject, alsoReserved: change.reserved)
            else { return [] }
            let effect = "\(quoted(subject)) lies under \(quoted(prefix)), which is not for messages"
            return [Outcome(level: .refuse, effect: effect, field: "/config/deliver_subject")]
        }
    }
}
