import Model

extension Rule where C == MessageDelete {
    static let messagesDeleted: Rule = Rule(
        code: "NG-X003", name: "messages-deleted", level: .block,
        why: "A deleted message is gone for good and leaves a hole: a stream is what happened, and others may rely on it.",
        instead: "Store a message that corrects it, or let limits or a TTL expire it; stream_get shows what it holds.",
        reversible: false, source: "nats-server 2.15.1, STREAM.MSG.DELETE observed",
        examples: [
            RuleExample("two messages", .example([3, 4]), .messageExample([3, 4]), expected: .block),
            RuleExample("one of two is there", .example([3, 4]), .messageExample([3, 4], there: [4]), expected: .block),
            RuleExample("none is there", .example([3]), .messageExample([3], there: []), expected: .info),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream), let found = change.found else { return [] }
        let gone = change.asked.filter { sequence in !found.contains { $0.sequence == sequence } }
        let absent = gone.isEmpty ? "" : "; not there: \(listed(gone.map(String.init), most: 10))"
        guard !found.isEmpty else { return [Outcome(level: .info, effect: "deletes nothing" + absent)] }
        let size = found.reduce(UInt64(0)) { $0 &+ $1.size }
        let shown = found.map { "\($0.sequence) on \(quoted($0.subject)), \(bytes($0.size)), of \($0.time)" }
        let effect =
            "deletes \(UInt64(found.count).grouped) of \(info.state.messages.grouped) messages (\(bytes(size))"
            + (change.erase ? "" : ", their bytes not overwritten") + "): " + listed(shown, most: 10, by: "; ") + absent
        return [Outcome(level: .block, effect: effect + unread(change, found, evidence))]
    }

    /// Which consumers may not have had what would go: by their position, which leaves open what their filters let through.
    private static func unread(_ change: MessageDelete, _ found: [MessageGlance], _ evidence: Evidence) -> String {
        guard let consumers = evidence.consumers(of: change.stream) else {
            return "; what consumers have yet to read is not known"
        }
        let behind = consumers.map { consumer in
            (consumer.name, found.count { $0.sequence > consumer.acknowledgedSequence })
        }.filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
        guard !behind.isEmpty else { return "" }
        return "; not read yet by consumers: " + listed(behind.map { "\(quoted($0.0)) up to \($0.1)" })
    }
}

/// The first of many, and how many more there are.
func listed(_ words: [String], most: Int = 5, by separator: String = ", ") -> String {
    words.prefix(most).joined(separator: separator) + (words.count > most ? " and \(words.count - most) more" : "")
}
