import JSON

extension Rule where C == MessagePublish {
    static let messageIDRandom: Rule = Rule(
        code: "NG-K009", name: "message-id-random", level: .info,
        why:
            "A message id protects from a repetition only where the repetition has the same one: a random UUID made for each attempt "
            + "never does, and it sorts by nothing.",
        instead:
            "An id made of what the message is about (order-4711-paid), or a UUIDv7 that is made once and kept for every attempt.",
        reversible: true, source: "the operator's creed; nats-server, duplicate_window",
        examples: [
            RuleExample("a random UUID", identified("550e8400-e29b-41d4-a716-446655440000"), Evidence(), expected: .info),
            RuleExample("one that sorts by time", identified("0190a5d2-1f1c-7a3b-9c2d-3e4f5a6b7c8d"), Evidence(), expected: nil),
            RuleExample("what it is about", identified("order-4711-paid"), Evidence(), expected: nil),
        ]
    ) { change, _ in
        for (index, message) in change.messages.enumerated() {
            for header in message.headers where header.name.lowercased() == "nats-msg-id" && isRandom(header.value) {
                let effect = "\(quoted(header.value)) is a random UUID"
                return [Outcome(level: .info, effect: effect, field: change.place(index, "/headers"))]
            }
        }
        return []
    }

    /// A UUID of version 4: 8-4-4-4-12 hex digits, the third group begins with 4.
    private static func isRandom(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12], groups[2].first == "4" else { return false }
        return groups.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }

    private static func identified(_ id: String) -> MessagePublish {
        MessagePublish(.publish, [.init(subject: "a", headers: [.init(name: "Nats-Msg-Id", value: id)])])
    }
}
