import JSON
import Model

extension Rule where C == StreamUpdate {
    static let sourcesChanged: Rule = Rule(
        code: "NG-S031", name: "sources-changed", level: .danger,
        why:
            "A source taken out is copied from no more. One with another filter, transform or place is a new one: it is read from its "
            + "beginning, and what was copied before is stored again.",
        instead: "Let the source be read to its end first (stream_info); for another filter make a new stream.",
        reversible: false, source: "nats-server 2.15.1, observed: 4 messages became 6 with another filter",
        examples: [
            RuleExample("one less", .example(["sources": []]), .updateExample(["sources": [["name": "O"]]]), expected: .danger),
            RuleExample(
                "another filter", .example(["sources": [["name": "O", "filter_subject": "o.1"]]]),
                .updateExample(["sources": [["name": "O"]]]), expected: .danger),
            RuleExample(
                "one more", .example(["sources": [["name": "O"], ["name": "P"]]]), .updateExample(["sources": [["name": "O"]]]),
                expected: nil),
            RuleExample(
                "another order", .example(["sources": [["name": "P"], ["name": "O"]]]),
                .updateExample(["sources": [["name": "O"], ["name": "P"]]]), expected: nil),
        ]
    ) { change, evidence in
        guard let sources = change.change("sources"), let held = evidence.stream(change.stream)?.state.messages else { return [] }
        let new = sources.to?.array ?? []
        let gone = (sources.from?.array ?? []).filter { old in !new.contains { $0.canonicalText == old.canonicalText } }
        return gone.map { old in
            let name = old["name"]?.string ?? "?"
            let isKept = new.contains { $0["name"]?.string == name }
            let effect =
                isKept
                ? "reads \(quoted(name)) from its beginning again: what is among the \(held.grouped) messages here is stored twice"
                : "nothing more comes from \(quoted(name))"
            return Outcome(level: .danger, effect: effect, field: "/fields/sources")
        }
    }

    static let windowShortened: Rule = Rule(
        code: "NG-S027", name: "duplicate-window-shortened", level: .danger,
        why: "A message sent again after the window is stored twice: whoever tries longer than that is not protected any more.",
        instead: "A window longer than the longest retry; 2 minutes, the default.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("a second", .example(["duplicate_window": 1_000_000_000]), .updateExample([:]), expected: .danger),
            RuleExample("a minute", .example(["duplicate_window": 60_000_000_000]), .updateExample([:]), expected: .warn),
            RuleExample("longer", .example(["duplicate_window": 300_000_000_000]), .updateExample([:]), expected: nil),
            RuleExample(
                "no shorter than its age", .example(["duplicate_window": 5_000_000_000, "max_age": 5_000_000_000]),
                .updateExample([:]), expected: .warn),
        ]
    ) { change, evidence in
        guard change.change("duplicate_window") != nil, let new = change.proposed?.json else { return [] }
        let standard: Int64 = 120_000_000_000
        let before = change.current?.json["duplicate_window"]?.int64 ?? standard
        let after = new["duplicate_window"]?.int64 ?? standard
        guard after < before else { return [] }
        // Nothing is longer in the window than it is in the stream.
        let bounded = new["max_age"]?.int64.map { $0 > 0 && $0 <= after } ?? false
        let level: Level = after > 0 && after < evidence.thresholds.nanoseconds(.windowShort) && !bounded ? .danger : .warn
        let effect = "repetitions are known for \(duration(nanoseconds: after)), before for \(duration(nanoseconds: before))"
        return [Outcome(level: level, effect: effect, field: "/fields/duplicate_window")]
    }

    static let messageSizeLowered: Rule = Rule(
        code: "NG-S032", name: "message-size-lowered", level: .danger,
        why: "Publishers of larger messages are refused (10054); larger ones that are there stay.",
        instead: "Measure what is published first (stream_messages).",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("below the average", .example(["max_msg_size": 50]), .updateExample([:]), expected: .danger),
            RuleExample("above it", .example(["max_msg_size": 5000]), .updateExample([:]), expected: .warn),
            RuleExample("raised", .example(["max_msg_size": 5000]), .updateExample(["max_msg_size": 500]), expected: nil),
        ]
    ) { change, evidence in
        guard let limit = change.lowered("max_msg_size"), let state = evidence.stream(change.stream)?.state else { return [] }
        let average = state.messages > 0 ? state.bytes / state.messages : 0
        let held = state.messages > 0 ? "; the messages there have \(bytes(average)) on average" : ""
        return [
            Outcome(
                level: average > UInt64(limit) ? .danger : .warn, effect: "refuses messages above \(bytes(UInt64(limit)))\(held)",
                field: "/fields/max_msg_size")
        ]
    }

    static let subjectsRewritten: Rule = Rule(
        code: "NG-S033", name: "subjects-rewritten", level: .warn,
        why:
            "Only new messages are changed: filters of consumers, and subscribers to what is republished, miss them without an error.",
        instead: "A new stream with the transform, and the readers moved to it.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "a transform", .example(["subject_transform": ["src": "s.>", "dest": "n.>"]]),
                .updateExample([:], [.consumers(stream: "S"): .consumers([ConsumerInfo(json: ["name": "c"])])]), expected: .warn),
            RuleExample(
                "a republish removed", .example(["republish": nil]),
                .updateExample(["republish": ["src": ">", "dest": "r.>"]]), expected: .warn),
            RuleExample(
                "a transform where nobody reads", .example(["subject_transform": ["src": "s.>", "dest": "n.>"]]),
                .updateExample([:], messages: 0), expected: nil),
            RuleExample(
                "a first republish", .example(["republish": ["src": ">", "dest": "r.>"]]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        var outcomes: [Outcome] = []
        if let transform = change.change("subject_transform") {
            let consumers = evidence.consumers(of: change.stream)
            if consumers?.isEmpty != true || evidence.stream(change.stream)?.state.messages ?? 0 > 0 {
                let readers = consumers.map { "\($0.count) consumer(s)" } ?? "its consumers, which are not known,"
                outcomes.append(
                    Outcome(
                        level: .warn,
                        effect: "new messages get \(transform.to == nil ? "their own subjects again" : "other subjects"); "
                            + "\(readers) filter by the old ones", field: "/fields/subject_transform"))
            }
        }
        if let republish = change.change("republish"), let old = republish.from {
            let to = old["dest"]?.string ?? "?"
            outcomes.append(
                Outcome(
                    level: .warn, effect: "subscribers of \(quoted(to)) get nothing more, or something else",
                    field: "/fields/republish"))
        }
        return outcomes
    }

    static let directReadsOff: Rule = Rule(
        code: "NG-S035", name: "direct-reads-off", level: .warn,
        why: "Direct gets get no answer any more (503): clients of buckets read by them.",
        instead: "Leave allow_direct on.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("off", .example(["allow_direct": false]), .updateExample(["allow_direct": true]), expected: .warn),
            RuleExample("a mirror's", .example(["mirror_direct": nil]), .updateExample(["mirror_direct": true]), expected: .warn),
            RuleExample("on", .example(["allow_direct": true]), .updateExample([:]), expected: nil),
        ]
    ) { change, _ in
        ["allow_direct", "mirror_direct"].filter { change.change($0)?.from == true }.map {
            Outcome(level: .warn, effect: "\($0) off: direct gets are answered no more", field: "/fields/\($0)")
        }
    }

    static let waysOfPublishingOff: Rule = Rule(
        code: "NG-S058", name: "ways-of-publishing-off", level: .warn,
        why: "Publishers that send such messages are refused from now on, and what they have begun is dropped.",
        instead: "Change the publishers first.",
        reversible: true, source: "nats-server 2.15.1, observed (10174, 10205, 10111)",
        examples: [
            RuleExample("no batches", .example(["allow_atomic": false]), .updateExample(["allow_atomic": true]), expected: .warn),
            RuleExample(
                "no rollups", .example(["allow_rollup_hdrs": nil]), .updateExample(["allow_rollup_hdrs": true]), expected: .warn),
            RuleExample("batches", .example(["allow_atomic": true]), .updateExample([:]), expected: nil),
        ]
    ) { change, _ in
        ["allow_atomic", "allow_batched", "allow_rollup_hdrs"].filter { change.change($0)?.from == true }.map {
            Outcome(level: .warn, effect: "\($0) off: such messages are refused", field: "/fields/\($0)")
        }
    }

    static let turnedOnForGood: Rule = Rule(
        code: "NG-S020", name: "turned-on-for-good", level: .danger,
        why: "It can't be turned off again, and servers too old for it take the stream offline after a downgrade.",
        instead: "A new stream for what needs it; or say as reason why this one.",
        reversible: false, source: "ADR-44; nats-server 2.15.1, observed",
        examples: [
            RuleExample("TTLs", .example(["allow_msg_ttl": true]), .updateExample([:]), expected: .danger),
            RuleExample("schedules", .example(["allow_msg_schedules": true]), .updateExample([:]), expected: .danger),
            RuleExample(
                "markers, which turn TTLs on", .example(["subject_delete_marker_ttl": 1_000_000_000]), .updateExample([:]),
                expected: .danger),
            RuleExample("on already", .example(["allow_msg_ttl": true]), .updateExample(["allow_msg_ttl": true]), expected: nil),
            RuleExample(
                "markers where TTLs are on", .example(["subject_delete_marker_ttl": 1_000_000_000]),
                .updateExample(["allow_msg_ttl": true]), expected: nil),
        ]
    ) { change, _ in
        var fields = ["allow_msg_ttl", "allow_msg_schedules"].filter { change.change($0)?.to == true }
        if change.change("subject_delete_marker_ttl")?.to != nil, change.change("subject_delete_marker_ttl")?.from == nil,
            change.current?.allowsMessageTTL == false, !fields.contains("allow_msg_ttl")
        {
            fields.append("subject_delete_marker_ttl")
        }
        return fields.map {
            Outcome(
                level: .danger,
                effect: $0 == "subject_delete_marker_ttl" ? "turns allow_msg_ttl on for good" : "sets \($0) for good",
                field: "/fields/\($0)")
        }
    }

    static let consumersBelowLimit: Rule = Rule(
        code: "NG-S057", name: "more-consumers-than-allowed", level: .warn,
        why: "Consumers that are there stay, but no other is taken (10026), not even one that was deleted by mistake.",
        instead: "max_consumers above what there are.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("fewer than there are", .example(["max_consumers": 2]), consumers(3), expected: .warn),
            RuleExample("more", .example(["max_consumers": 9]), consumers(3), expected: nil),
        ]
    ) { change, evidence in
        guard let limit = change.lowered("max_consumers"), let count = evidence.stream(change.stream)?.state.consumerCount,
            count >= UInt64(limit)
        else { return [] }
        return [
            Outcome(
                level: .warn, effect: "it has \(count.grouped) of \(limit): no other is taken", field: "/fields/max_consumers")
        ]
    }

    private static func consumers(_ count: Int) -> Evidence {
        Evidence([
            .stream("S"): .stream(
                StreamInfo(json: ["config": ["name": "S", "subjects": ["s.>"]], "state": ["consumer_count": JSONValue(count)]])),
            .consumers(stream: "S"): .consumers([]),
        ])
    }
}
