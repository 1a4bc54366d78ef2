import JSON
import Model

extension Rule where C == StreamExisting {
    static let consumersNearLimit: Rule = Rule(
        code: "NG-S037", name: "consumers-near-limit", level: .danger,
        why: "The next consumer is refused (10026); since 2.15 a stream without max_consumers can have 1000, though it shows -1.",
        instead: "Fewer consumers, each with filters; or a positive max_consumers on the stream.",
        reversible: true, source: "nats-server 2.15.1, observed; issue 8337",
        examples: [
            RuleExample("all of the hidden limit", .bare([:]), consumers(1000), expected: .danger),
            RuleExample("nearly all", .bare([:]), consumers(850), expected: .warn),
            RuleExample("its own limit", .bare(["max_consumers": 10]), consumers(10), expected: .danger),
            RuleExample("a limit of its own above", .bare(["max_consumers": 5000]), consumers(1000), expected: nil),
            RuleExample("before 2.15", .bare([:]), consumers(1000, release: (2, 14)), expected: nil),
            RuleExample("a few", .bare([:]), consumers(20), expected: nil),
        ]
    ) { change, evidence in
        guard let state = evidence.stream(change.stream)?.state else { return [] }
        return ConsumerRoom.words(change.configuration, state, evidence).map {
            [Outcome(level: $0.level, effect: $0.effect, field: "/config/max_consumers")]
        } ?? []
    }

    static let manySubjects: Rule = Rule(
        code: "NG-S038", name: "many-subjects", level: .warn,
        why: "Every subject is kept in memory on each server with a copy, and filtered consumers search among them.",
        instead: "Coarser subjects, ages that let old ones go, or several streams.",
        reversible: true, source: "nats-server issues 7014, 7852; thresholds are this program's",
        examples: [
            RuleExample("two million", .bare([:]), state(["num_subjects": 2_000_000]), expected: .warn),
            RuleExample("half a million", .bare([:]), state(["num_subjects": 500_000]), expected: .info),
            RuleExample("a thousand", .bare([:]), state(["num_subjects": 1000]), expected: nil),
        ]
    ) { change, evidence in
        guard let count = evidence.stream(change.stream)?.state.subjectCount, count > evidence.thresholds.count(.subjectsInfo)
        else { return [] }
        let level: Level = count > evidence.thresholds.count(.subjectsWarn) ? .warn : .info
        return [Outcome(level: level, effect: "\(count.grouped) subjects")]
    }

    static let streamDamaged: Rule = Rule(
        code: "NG-S040", name: "stream-damaged", level: .danger,
        why: "The server found messages in its store that it can't read any more.",
        instead: "Keep a healthy copy: stream_info shows the peers; restore from a backup what is nowhere else.",
        reversible: false, source: "nats-server, StreamState.lost",
        examples: [
            RuleExample("damaged", .bare([:]), state(["lost": ["msgs": [4, 5], "bytes": 200]]), expected: .danger),
            RuleExample("whole", .bare([:]), state([:]), expected: nil),
        ]
    ) { change, evidence in
        guard let lost = evidence.stream(change.stream)?.state.lostCount, lost > 0 else { return [] }
        return [Outcome(level: .danger, effect: "\(UInt64(lost).grouped) messages can't be read")]
    }

    static let streamFullOfHoles: Rule = Rule(
        code: "NG-S059", name: "deletes-from-the-middle", level: .warn,
        why:
            "Deleted messages between others cost memory and time at every start: a log is not a table to delete rows from.",
        instead: "Limits or ages that let go of the oldest, a key-value bucket for what changes, TTLs for what ends.",
        reversible: false, source: "the operator's creed; nats-server, deleted sequences",
        examples: [
            RuleExample(
                "most are gone", .bare([:]), state(["messages": 20, "last_seq": 100, "num_deleted": 80]), expected: .warn),
            RuleExample("some are gone", .bare([:]), state(["messages": 90, "last_seq": 100, "num_deleted": 10]), expected: nil),
            RuleExample(
                "a stream that keeps the newest of each subject", .bare(["max_msgs_per_subject": 1]),
                state(["messages": 20, "last_seq": 100, "num_deleted": 80]), expected: nil),
            RuleExample(
                "a queue", .bare(["retention": "workqueue"]), state(["messages": 20, "last_seq": 100, "num_deleted": 80]),
                expected: nil),
        ]
    ) { change, evidence in
        let configuration = change.configuration
        guard let state = evidence.stream(change.stream)?.state, state.deletedCount > 0,
            state.lastSequence >= state.firstSequence,
            configuration.retention == .limits, configuration.messagesPerSubject < 1, !configuration.allowsMessageTTL,
            configuration.json["allow_rollup_hdrs"]?.bool != true, !change.isOfBucket
        else { return [] }
        let span = state.lastSequence - state.firstSequence + 1
        guard state.deletedCount > evidence.thresholds.share(.deletedShare, of: span) else { return [] }
        return [Outcome(level: .warn, effect: "\(state.deletedCount.grouped) of \(span.grouped) sequences are deleted")]
    }

    private static func state(_ more: JSONObject) -> Evidence {
        var state: JSONObject = ["messages": 10, "bytes": 1000, "first_seq": 1, "last_seq": 10]
        for member in more.members { state[member.key] = member.value }
        return Evidence([
            .stream("S"): .stream(StreamInfo(json: ["config": ["name": "S", "subjects": ["s.>"]], "state": .object(state)]))
        ])
    }

    private static func consumers(_ count: Int, release: (Int, Int) = (2, 15)) -> Evidence {
        var evidence = state(["consumer_count": JSONValue(count)])
        evidence[.server] = .server(
            ServerSight(release: (release.0, release.1), isClustered: false, maximumPayload: nil))
        return evidence
    }
}

/// How many consumers a stream may still have.
enum ConsumerRoom {
    /// Nil where there is enough room.
    static func words(
        _ configuration: StreamConfiguration, _ state: StreamState, _ evidence: Evidence
    ) -> (level: Level, effect: String)? {
        let own = configuration.json["max_consumers"]?.uint64 ?? 0
        // Before 2.15 there is no hidden limit; a server that doesn't tell its release may be a newer one.
        guard own > 0 || !(evidence.server?.isBefore(2, 15) ?? false) else { return nil }
        let limit = own > 0 ? own : evidence.thresholds.count(.consumersDefault)
        guard limit > 0, state.consumerCount >= evidence.thresholds.share(.consumersShare, of: limit) else { return nil }
        let whose = own > 0 ? "max_consumers" : "the server's default since 2.15"
        let effect = "\(state.consumerCount.grouped) consumers of \(limit.grouped), \(whose)"
        return (state.consumerCount >= limit ? .danger : .warn, effect)
    }
}
