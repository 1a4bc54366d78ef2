import JSON
import Model

extension Rule where C == ConsumerPause {
    static let pauseIsLong: Rule = Rule(
        code: "NG-X006", name: "pause-is-long", level: .warn,
        why: "A pause somebody forgot is a standstill without an error.",
        instead: "A day at most, and again if need be; tell who is on call.",
        reversible: true, source: "nats-server 2.15.1, observed; the threshold is this program's",
        examples: [
            RuleExample("a month", .example(seconds: 2_592_000), .consumerExample(), expected: .warn),
            RuleExample("an hour", .example(seconds: 3600), .consumerExample(), expected: nil),
            RuleExample("an end of it", .example(seconds: nil), .consumerExample(position: ["paused": true]), expected: nil),
        ]
    ) { change, evidence in
        guard change.until != nil, change.duration > .seconds(evidence.thresholds[.pauseLong]) else { return [] }
        return [
            Outcome(
                level: .warn, effect: "stands still for \(duration(nanoseconds: change.duration.nanoseconds))",
                field: "/pause_until")
        ]
    }

    static let pauseOutlivesMessages: Rule = Rule(
        code: "NG-C036", name: "pause-outlives-messages", level: .danger,
        why: "What the stream's max_age takes while a consumer is paused, that consumer never gets.",
        instead: "A pause shorter than max_age, or a longer max_age first.",
        reversible: false, source: "nats-server, retention",
        examples: [
            RuleExample(
                "longer than max_age", .example(seconds: 7200), .consumerExample(stream: ["max_age": 3_600_000_000_000]),
                expected: .danger),
            RuleExample(
                "shorter", .example(seconds: 600), .consumerExample(stream: ["max_age": 3_600_000_000_000]), expected: nil),
            RuleExample("no max_age", .example(seconds: 7200), .consumerExample(), expected: nil),
            RuleExample(
                "nobody knows", .example(seconds: 7200),
                Evidence([.consumer("c", stream: "S"): .consumer(ConsumerInfo(json: [:])), .stream("S"): .unknown("denied")]),
                expected: .warn),
        ]
    ) { change, evidence in
        guard change.until != nil, change.info(evidence) != nil else { return [] }
        guard let stream = change.stream(evidence) else {
            return [Outcome(level: .warn, effect: "whether messages expire meanwhile is not known: the stream could not be read")]
        }
        guard let age = stream.configuration.json["max_age"]?.int64, age > 0, change.duration > .nanoseconds(age) else {
            return []
        }
        return [
            Outcome(
                level: .danger,
                effect: "what is older than \(duration(nanoseconds: age)) when the pause ends is gone unread: of "
                    + "\(change.info(evidence)?.unread.grouped ?? "?") it has yet to finish, and of what comes in",
                field: "/pause_until")
        ]
    }

    static let pauseStopsPublishers: Rule = Rule(
        code: "NG-C037", name: "pause-fills-stream", level: .warn,
        why:
            "A work queue or interest stream keeps what a paused consumer does not take: at its limits it refuses publishers or, with "
            + "discard old, drops the oldest unread.",
        instead: "Watch stream_state while it is paused, or raise the limit first.",
        reversible: true, source: "nats-server, retention and limits",
        examples: [
            RuleExample(
                "a bounded work queue", .example, .consumerExample(stream: ["retention": "workqueue", "max_msgs": 1000]),
                expected: .warn),
            RuleExample(
                "an unbounded one", .example, .consumerExample(stream: ["retention": "workqueue", "max_msgs": -1]), expected: nil),
            RuleExample("a stream with limits", .example, .consumerExample(stream: ["max_msgs": 1000]), expected: nil),
        ]
    ) { change, evidence in
        guard change.until != nil, let stream = change.stream(evidence), stream.configuration.retention != .limits else {
            return []
        }
        let config = stream.configuration.json
        var room: [String] = []
        if let most = config["max_msgs"]?.int64, most > 0 {
            room.append("\(stream.state.messages.grouped) of \(UInt64(most).grouped) messages")
        }
        if let most = config["max_bytes"]?.int64, most > 0 {
            room.append("\(bytes(stream.state.bytes)) of \(bytes(UInt64(most)))")
        }
        guard !room.isEmpty else { return [] }
        let then = stream.configuration.discard == "new" ? "refuses publishers" : "drops the oldest, unread"
        return [Outcome(level: .warn, effect: "the stream holds \(room.joined(separator: ", ")); full, it \(then)")]
    }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : product + attoseconds / 1_000_000_000
    }
}
