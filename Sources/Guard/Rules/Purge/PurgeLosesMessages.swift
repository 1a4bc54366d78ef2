import JSON
import Model

extension Rule where C == StreamPurge {
    /// The level comes from what would be lost, not from the presence of a filter: `filter: ">"`, `keep: 0` and `seq: 0`
    /// each empty a stream.
    static let purgeLosesMessages: Rule = Rule(
        code: "NG-X002", name: "purge-loses-messages", level: .block,
        why: "A purge deletes at once and cannot be undone; no backup is made of what it deletes.",
        instead: "Let limits expire messages (max_age, max_msgs), or back the stream up first.",
        reversible: false, source: "nats-server 2.15.1, STREAM.PURGE observed",
        examples: [
            RuleExample(
                "everything of a stream with messages", StreamPurge(stream: "S"),
                .purgeExample(messages: 10, last: 10, counts: [11: .exactly(10)]), expected: .block),
            RuleExample(
                "a filter that matches everything", StreamPurge(stream: "S", filter: ">"),
                .purgeExample(messages: 10, last: 10, matching: ">", counts: [11: .exactly(10)]), expected: .block),
            RuleExample(
                "a count nobody could make", StreamPurge(stream: "S"),
                .purgeExample(messages: 10, last: 10, counts: [:]), expected: .block),
            RuleExample(
                "nothing matches", StreamPurge(stream: "S", filter: "none"),
                .purgeExample(messages: 10, last: 10, matching: "none", counts: [11: .exactly(0)]), expected: .info),
            RuleExample(
                "an empty stream", StreamPurge(stream: "S"),
                .purgeExample(messages: 0, last: 10, counts: [11: .exactly(0)]), expected: .info),
        ]
    ) { change, evidence in
        guard let info = evidence.stream(change.stream) else { return [] }
        switch change.loss(given: evidence) {
        case .none:
            return [Outcome(level: .info, effect: "deletes nothing: no message matches")]
        case .unknown(let why):
            return [
                Outcome(level: .block, effect: "deletes an unknown number of \(info.state.messages.grouped) messages: \(why)")
            ]
        case .messages(let count):
            var effect = "deletes \(count.words) of \(info.state.messages.grouped) messages"
            if count == .exactly(info.state.messages) {
                effect += " (\(bytes(info.state.bytes)), all of the stream"
                if let oldest = info.state.firstTime { effect += ", the oldest of \(oldest)" }
                effect += ")"
            }
            return [Outcome(level: .block, effect: effect + unread(change, count, evidence))]
        }
    }

    /// Which consumers have not read what would go.
    private static func unread(_ change: StreamPurge, _ count: MessageCount, _ evidence: Evidence) -> String {
        guard let consumers = evidence.consumers(of: change.stream) else {
            return "; what consumers have yet to read is not known"
        }
        let behind = consumers.filter { $0.unread > 0 }.sorted { $0.unread > $1.unread }
        guard !behind.isEmpty else {
            return consumers.isEmpty ? "" : "; its \(consumers.count) consumer(s) have read everything"
        }
        let named = behind.prefix(5).map { consumer in
            let lost = min(consumer.unread, count.limit)
            let exact = change.filter == nil && count == .exactly(evidence.stream(change.stream)?.state.messages ?? 0)
            return "\(quoted(consumer.name)) \(exact ? "" : "up to ")\(lost.grouped)"
        }
        let more = behind.count > 5 ? " and \(behind.count - 5) more" : ""
        return "; not read yet by consumers: \(named.joined(separator: ", "))\(more)"
    }
}

extension Evidence {
    /// A stream `S` as the purge rules meet it. `counts` has the number of matching messages below a sequence.
    static func purgeExample(
        messages: UInt64, last: UInt64, matching: String? = nil, configuration: JSONObject = [:],
        counts: [UInt64: MessageCount]
    ) -> Evidence {
        var config: JSONObject = ["name": "S", "subjects": ["s.>"]]
        for member in configuration.members { config[member.key] = member.value }
        let state: JSONObject = [
            "messages": JSONValue(messages), "bytes": JSONValue(messages * 100), "first_seq": JSONValue(last &- messages &+ 1),
            "last_seq": JSONValue(last),
        ]
        var evidence = Evidence([
            .stream("S"): .stream(StreamInfo(json: ["config": .object(config), "state": .object(state)])),
            .consumers(stream: "S"): .consumers([]),
        ])
        for (below, count) in counts { evidence[.messages(stream: "S", matching: matching, below: below)] = .count(count) }
        return evidence
    }
}
