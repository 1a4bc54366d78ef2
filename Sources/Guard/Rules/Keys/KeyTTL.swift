import JSON
import Model

extension Rule where C == KeyWrite {
    static let keyTTLNotKept: Rule = Rule(
        code: "NG-K012", name: "key-ttl-not-kept", level: .refuse,
        why:
            "Only a bucket with limit markers (allow_msg_ttl, nats-server 2.11 or newer) removes single keys after a time: others "
            + "refuse the write, old servers keep the key for ever.",
        instead: "Leave ttl out, or have the bucket made with limit markers.",
        reversible: true, source: "ADR-8, ADR-43; nats-server 2.15.1, error 10166",
        examples: [
            RuleExample(
                "no limit markers", KeyWrite(bucket: "b", key: "k", .put([]), expecting: .noValue, timeToLive: .seconds(60)),
                .keyExample(), expected: .refuse),
            RuleExample(
                "a bucket that was not read", KeyWrite(bucket: "b", key: "k", .purge, timeToLive: .seconds(60)),
                Evidence([.stream("KV_b"): .unknown("timeout")]), expected: .refuse),
            RuleExample(
                "limit markers", KeyWrite(bucket: "b", key: "k", .put([]), expecting: .noValue, timeToLive: .seconds(60)),
                .keyExample(["allow_msg_ttl": true]), expected: nil),
            RuleExample("no ttl", KeyWrite(bucket: "b", key: "k", .delete), .keyExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.timeToLive != nil else { return [] }
        guard let info = evidence.stream(change.stream) else {
            var why = "it was not read"
            if case .unknown(let reason)? = evidence[.stream(change.stream)] { why = reason }
            return [
                Outcome(level: .refuse, effect: "whether the bucket has limit markers is not known: \(why)", field: "/ttl_ms")
            ]
        }
        guard !info.configuration.allowsMessageTTL else { return [] }
        return [Outcome(level: .refuse, effect: "bucket \(quoted(change.bucket)) has no limit markers", field: "/ttl_ms")]
    }

    static let keyTTLRaised: Rule = Rule(
        code: "NG-K013", name: "key-ttl-raised", level: .warn,
        why: "Where a bucket keeps more than one value a key, the server raises a key's time to that of its limit markers.",
        instead: "Ask for at least as much, or use a bucket with history 1.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "less than the markers'", KeyWrite(bucket: "b", key: "k", .put([]), timeToLive: .seconds(2)),
                .keyExample(["allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000]), expected: .warn),
            RuleExample(
                "with history 1", KeyWrite(bucket: "b", key: "k", .put([]), timeToLive: .seconds(2)),
                .keyExample(["allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000, "max_msgs_per_subject": 1]),
                expected: nil),
            RuleExample(
                "more than the markers'", KeyWrite(bucket: "b", key: "k", .put([]), timeToLive: .seconds(120)),
                .keyExample(["allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000]), expected: nil),
        ]
    ) { change, evidence in
        guard let asked = change.timeToLive, let configuration = evidence.stream(change.stream)?.configuration,
            configuration.messagesPerSubject != 1, configuration.deleteMarkerTTL > asked
        else { return [] }
        let seconds = configuration.deleteMarkerTTL.components.seconds
        return [Outcome(level: .warn, effect: "it stays \(seconds) s, the time of the bucket's limit markers", field: "/ttl_ms")]
    }
}
