import JSON
import Model
import NATS
import TestSupport
import Testing

/// What is said of fields and errors, held against a server.
@Suite(.world) struct `What is explained` {
    @Test func `has a note for every field that can be set`() {
        for (owner, fields) in [(ExplainedField.Owner.stream, StreamFields.all), (.consumer, ConsumerFields.all)] {
            let explained = Set(ExplainedFields.all.filter { $0.owner == owner }.map(\.name))
            #expect(explained == Set(fields.map(\.name)), "\(owner)")
        }
    }

    @Test func `says what a server gives a stream that nobody configured`() async throws {
        let name = "DEFAULTS"
        let config = try #require(
            try await world().api("STREAM.CREATE." + name, ["name": .string(name), "subjects": ["defaults.>"]])["config"]?.object)
        for field in ExplainedFields.all where field.owner == .stream {
            guard let standard = field.standard else { continue }
            let seen = config[field.name]
            // What is off or nothing is often left out.
            #expect(
                seen == standard || (seen == nil && [false, 0, [:]].contains(standard)), "\(field.name): \(seen?.text ?? "-")")
        }
        for member in config.members where !["name", "subjects", "metadata"].contains(member.key) {
            #expect(
                ExplainedFields.all.contains { $0.owner == .stream && $0.name == member.key && $0.standard == member.value },
                "\(member.key): \(member.value.text)")
        }
    }

    @Test func `says what a server gives a consumer that nobody configured`() async throws {
        try await world().stream("BARE")
        let config = try #require(
            try await world().api(
                "CONSUMER.CREATE.BARE.bare", ["stream_name": "BARE", "config": ["durable_name": "bare", "name": "bare"]])[
                    "config"]?.object)
        #expect(config["ack_policy"] == "none")
        let explicit = try #require(
            try await world().api(
                "CONSUMER.CREATE.BARE.asked",
                ["stream_name": "BARE", "config": ["durable_name": "asked", "name": "asked", "ack_policy": "explicit"]])[
                    "config"]?.object)
        for field in ExplainedFields.all where field.owner == .consumer && field.name != "ack_policy" {
            guard let standard = field.standard else { continue }
            let seen = explicit[field.name]
            #expect(seen == standard || (seen == nil && [false, 0].contains(standard)), "\(field.name): \(seen?.text ?? "-")")
        }
    }

    /// Values a field is made with and changed to.
    private static let changes: [(field: String, from: JSONValue?, to: JSONValue)] = [
        ("description", "a", "b"), ("subjects", ["edit.a"], ["edit.b"]), ("retention", "limits", "interest"),
        ("storage", "memory", "file"), ("max_msgs", 10, 20), ("max_bytes", 10_000, 20_000),
        ("max_age", 3_600_000_000_000, 7_200_000_000_000), ("max_msgs_per_subject", 1, 2), ("max_msg_size", 100, 200),
        ("max_consumers", 5, 6), ("discard", "old", "new"), ("duplicate_window", 60_000_000_000, 30_000_000_000),
        ("compression", "none", "s2"), ("consumer_limits", nil, ["max_ack_pending": 10]), ("allow_direct", true, false),
        ("allow_rollup_hdrs", true, false), ("deny_delete", false, true), ("deny_purge", false, true), ("sealed", false, true),
        ("no_ack", false, true), ("allow_msg_ttl", false, true), ("subject_delete_marker_ttl", nil, 2_000_000_000),
        ("allow_msg_counter", false, true), ("allow_atomic", false, true), ("allow_msg_schedules", false, true),
        ("persist_mode", "default", "async"), ("allow_batched", false, true), ("metadata", ["a": "b"], ["c": "d"]),
        ("subject_transform", nil, ["src": "edit.a", "dest": "edit.c"]),
        ("republish", nil, ["src": "edit.a", "dest": "other.a"]),
    ]

    @Test(arguments: Self.changes.map(\.field))
    func `says what an update may do to a field of a stream`(_ name: String) async throws {
        let change = try #require(Self.changes.first { $0.field == name })
        let field = try #require(ExplainedFields.all.first { $0.owner == .stream && $0.name == name })
        let stream = "EDIT_" + name
        // The cases run side by side, and no two streams may take a subject.
        func own(_ value: JSONValue) throws -> JSONValue {
            try JSONParser().parse(value.text.split(separator: "edit.").joined(separator: stream + "."))
        }
        let (from, to) = (try change.from.map(own), try own(change.to))
        // persist_mode wants files; everything else is quicker in memory.
        var config: JSONObject = [
            "name": .string(stream), "subjects": [.string(stream + ".a")], "storage": name == "persist_mode" ? "file" : "memory",
        ]
        if let from { config[name] = from }
        let made = try await world().answer("STREAM.CREATE." + stream, config)
        try #require(made["error"] == nil, "\(made["error"]?.text ?? "")")
        config[name] = to
        let updated = try await world().answer("STREAM.UPDATE." + stream, config)
        let there = updated["error"] == nil
        #expect(there == (field.editing != .never), "\(name): \(updated["error"]?.text ?? "accepted")")
        if there {
            // What moved along stays.
            config = try #require(updated["config"]?.object)
            config[name] = from
            let back = try await world().answer("STREAM.UPDATE." + stream, config)
            #expect((back["error"] == nil) == (field.editing == .free), "\(name) back: \(back["error"]?.text ?? "accepted")")
        }
        try await world().api("STREAM.DELETE." + stream)
    }

    /// Values a field of a consumer is made with and changed to; the first of a push consumer's.
    private static let consumerChanges: [(field: String, from: JSONValue?, to: JSONValue)] = [
        ("description", "a", "b"), ("deliver_policy", "all", "new"), ("ack_policy", "explicit", "all"),
        ("ack_wait", 30_000_000_000, 60_000_000_000), ("max_deliver", 5, 6), ("backoff", nil, [1_000_000_000]),
        ("filter_subject", nil, "EDITED.a"), ("filter_subjects", nil, ["EDITED.a", "EDITED.b"]),
        ("replay_policy", "instant", "original"), ("sample_freq", "10", "20"), ("max_waiting", 100, 200),
        ("max_ack_pending", 10, 20), ("headers_only", false, true), ("max_batch", 10, 20),
        ("max_expires", 1_000_000_000, 2_000_000_000), ("max_bytes", 1000, 2000), ("inactive_threshold", nil, 5_000_000_000),
        ("mem_storage", false, true), ("pause_until", nil, "2050-01-01T00:00:00Z"), ("metadata", ["a": "b"], ["c": "d"]),
        ("priority_policy", nil, "overflow"), ("opt_start_seq", 1, 2), ("deliver_subject", "to.a", "to.b"),
        ("rate_limit_bps", 1000, 2000), ("flow_control", false, true), ("idle_heartbeat", 1_000_000_000, 2_000_000_000),
        ("durable_name", "x", "y"),
    ]

    @Test func `says what an update may do to a field of a consumer`() async throws {
        try await world().stream("EDITED")
        for (name, from, to) in Self.consumerChanges {
            let field = try #require(ExplainedFields.all.first { $0.owner == .consumer && $0.name == name })
            var config: JSONObject = [
                "name": .string("c_" + name), "durable_name": .string("c_" + name), "ack_policy": "explicit", "max_deliver": 9,
            ]
            if ["deliver_subject", "rate_limit_bps", "flow_control", "idle_heartbeat"].contains(name) {
                config["deliver_subject"] = "to.all"
                config["idle_heartbeat"] = 1_000_000_000
            }
            if name == "opt_start_seq" { config["deliver_policy"] = "by_start_sequence" }
            if name == "priority_policy" { config["priority_groups"] = nil }
            if let from, name != "durable_name" { config[name] = from }
            let subject = "CONSUMER.CREATE.EDITED.c_" + name
            let made = try await world().answer(subject, ["stream_name": "EDITED", "config": .object(config)])
            try #require(made["error"] == nil, "\(name): \(made["error"]?.text ?? "")")
            config[name] = to
            if name == "priority_policy" { config["priority_groups"] = ["g"] }
            let updated = try await world().answer(
                subject, ["stream_name": "EDITED", "action": "update", "config": .object(config)])
            let seen = updated["config"]?[name]
            #expect((updated["error"] == nil) == (field.editing == .free), "\(name): \(updated["error"]?.text ?? "accepted")")
            switch name {
            // An update is accepted and leaves it as it is.
            case "pause_until": #expect(seen == nil)
            case "metadata": #expect(seen?["c"] == "d" && seen?["a"] == nil)
            default: if field.editing == .free { #expect(seen == to, "\(name): \(seen?.text ?? "-")") }
            }
        }
    }

    @Test func `has the numbers and statuses of errors as the server has them`() async throws {
        let world = try world()
        try await world.stream("ERRORS", ["allow_msg_ttl": false])
        try await world.api(
            "CONSUMER.CREATE.ERRORS.c",
            ["stream_name": "ERRORS", "config": ["durable_name": "c", "name": "c", "ack_policy": "explicit"]])
        var other: JSONObject = ["name": "OTHER", "subjects": ["ERRORS.>"]]
        func consumer(_ config: JSONObject, action: String = "create") -> JSONObject {
            ["stream_name": "ERRORS", "action": .string(action), "config": .object(config)]
        }
        let requests: [(String, JSONObject, Int)] = [
            ("STREAM.INFO.NONE", [:], 10059), ("CONSUMER.INFO.ERRORS.none", [:], 10014),
            ("STREAM.CREATE.OTHER", other, 10065), ("STREAM.CREATE.OTHERS", other, 10056),
            ("STREAM.CREATE.ERRORS", ["name": "ERRORS", "subjects": ["e.>"]], 10058),
            ("STREAM.CREATE.BAD", ["name": "BAD", "unknown_field": 1], 10025),
            ("STREAM.CREATE.BAD", ["name": "BAD", "num_replicas": 3], 10074),
            ("STREAM.CREATE.BAD", ["name": "BAD", "num_replicas": 7], 10052),
            ("STREAM.MSG.GET.ERRORS", ["seq": 99], 10037), ("STREAM.MSG.DELETE.ERRORS", ["seq": 99], 10043),
            ("STREAM.LEADER.STEPDOWN.ERRORS", [:], 10010),
            ("CONSUMER.CREATE.ERRORS.c", consumer(["name": "c", "durable_name": "c", "ack_policy": "all"]), 10148),
            ("CONSUMER.CREATE.ERRORS.d", consumer(["name": "d"], action: "update"), 10149),
            (
                "CONSUMER.CREATE.ERRORS.d",
                consumer(["name": "d", "filter_subject": "ERRORS.a", "filter_subjects": ["ERRORS.b"]]), 10136
            ),
            ("CONSUMER.CREATE.ERRORS.d", consumer(["name": "d", "deliver_policy": "last_per_subject"]), 10094),
            (
                "CONSUMER.CREATE.ERRORS.d",
                consumer(["name": "d", "ack_policy": "explicit", "max_deliver": 1, "backoff": [1_000_000_000, 2_000_000_000]]),
                10116
            ),
        ]
        for (operation, body, number) in requests {
            let error = try await world.answer(operation, body)["error"]
            #expect(error?["err_code"]?.int == number, "\(operation): \(error?.text ?? "accepted")")
            let stated = try #require(ServerErrors.numbered(number))
            #expect(error?["code"]?.int == stated.status, "\(operation): \(error?.text ?? "accepted")")
        }
        other["name"] = "ERRORS"
        let published: [(String, [(String, String)], Int)] = [
            ("ERRORS.a", [("Nats-TTL", "5s")], 10166), ("ERRORS.a", [("Nats-Incr", "+1")], 10168),
            ("ERRORS.a", [("Nats-Expected-Stream", "X")], 10060), ("ERRORS.a", [("Nats-Expected-Last-Sequence", "77")], 10071),
            ("ERRORS.a", [("Nats-Rollup", "sub")], 10111), ("ERRORS.a", [("Nats-Expected-Last-Msg-Id", "x")], 10070),
            ("ERRORS.a", [("Nats-Batch-Id", "b"), ("Nats-Batch-Sequence", "1")], 10174),
            ("ERRORS.a", [("Nats-Schedule", "@at 2050-01-01T00:00:00Z"), ("Nats-Schedule-Target", "ERRORS.b")], 10188),
        ]
        for (subject, headers, number) in published {
            let reply = try await world.client.request(
                subject, headers: NATSHeaders(headers.map { .init(name: $0.0, value: $0.1) }), timeout: .seconds(5))
            let error = try JSONParser().parse(reply.payload)["error"]
            #expect(error?["err_code"]?.int == number, "\(headers): \(error?.text ?? "accepted")")
            #expect(error?["code"]?.int == ServerErrors.numbered(number)?.status, "\(headers): \(error?.text ?? "accepted")")
        }
    }

    @Test func `knows each number once, and names that no two share`() {
        let errors = ServerErrors.all
        #expect(errors.map(\.number) == Array(10002...10227))
        #expect(Set(errors.map(\.name)).count == errors.count)
    }
}
