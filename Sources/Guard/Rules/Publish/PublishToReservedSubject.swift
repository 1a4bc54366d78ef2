import JSON

extension Rule where C == MessagePublish {
    /// Every place a subject can hide in is looked at: with `$JS.API.STREAM.PURGE.A` as its reply, a harmless request to a
    /// service that answers empty purges A.
    static let publishToReservedSubject: Rule = Rule(
        code: "NG-P001", name: "publish-to-reserved-subject", level: .refuse,
        why: "Subjects of the JetStream API, the system, stores, inboxes and acknowledgements are commands, not messages: "
            + "a plain publish to $JS.API.STREAM.DELETE.X deletes the stream, past every review.",
        instead: "Use the tool made for it (kv_put, stream_purge, …); publish application subjects only.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("the API", MessagePublish(subject: "$JS.API.STREAM.DELETE.X"), Evidence(), expected: .refuse),
            RuleExample("another domain's API", MessagePublish(subject: "$JS.hub.API.INFO"), Evidence(), expected: .refuse),
            RuleExample("a key", MessagePublish(subject: "$KV.b.k"), Evidence(), expected: .refuse),
            RuleExample("an object", MessagePublish(subject: "$O.b.C.x"), Evidence(), expected: .refuse),
            RuleExample("an acknowledgement", MessagePublish(subject: "$JS.ACK.S.c.1.1.1.1.0"), Evidence(), expected: .refuse),
            RuleExample("an inbox", MessagePublish(subject: "_INBOX.a.b"), Evidence(), expected: .refuse),
            RuleExample("the API as reply", MessagePublish(subject: "svc", reply: "$JS.API.INFO"), Evidence(), expected: .refuse),
            RuleExample(
                "a trace to the API",
                MessagePublish(subject: "svc", headers: [.init(name: "nats-trace-dest", value: "$JS.API.INFO")]), Evidence(),
                expected: .refuse),
            RuleExample(
                "a schedule into a store",
                MessagePublish(subject: "s", headers: [.init(name: "Nats-Schedule-Target", value: "$KV.b.k")]), Evidence(),
                expected: .refuse),
            RuleExample(
                "our own prefix", MessagePublish(subject: "me.api.x", reserved: ["me.api"]), Evidence(), expected: .refuse),
            RuleExample(
                "an application's subject", MessagePublish(subject: "orders.new", reply: "a.b"), Evidence(), expected: nil),
            RuleExample(
                "one of several messages", MessagePublish(.batch, [.init(subject: "a"), .init(subject: "$KV.b.k")]), Evidence(),
                expected: .refuse),
            RuleExample("service discovery", MessagePublish(subject: "$SRV.PING"), Evidence(), expected: nil),
        ]
    ) { change, _ in
        var places: [(field: String, subject: String)] = []
        for (index, message) in change.messages.enumerated() {
            places.append((change.place(index, "/subject"), message.subject))
            if let reply = message.reply { places.append((change.place(index, "/reply"), reply)) }
        }
        places += change.headers(in: MessagePublish.namingSubjects).map { ($0.place, $0.header.value) }
        return places.compactMap { place in
            guard let prefix = ReservedSubjects.prefix(of: place.subject, alsoReserved: change.reserved) else { return nil }
            let effect = "\(quoted(place.subject)) lies under \(quoted(prefix)), which is not for messages"
            return Outcome(level: .refuse, effect: effect, field: place.field)
        }
    }
}
