import Changes
import Guard
import JSON
import JetStream
import Model
import NATS
import Platform
import TestSupport
import Testing

/// Everyday changes as operators make them: none is held up, none nags.
@Suite(.world) struct `Benign changes` {
    private func review<P: Performer>(_ change: P.C, _ performer: P) async throws -> [Finding] {
        let bench = try Bench(try world())
        let runner = ChangeRunner(journal: Journal(path: bench.journalPath), seal: bench.seal, mode: .ask)
        return await runner.planned(change, with: performer).findings
    }

    private func check(_ what: String, _ findings: [Finding], at most: Int = 2) {
        let held = findings.filter { $0.level > .warn }
        #expect(held.isEmpty, "\(what): \(held.map { "\($0.name): \($0.effect)" })")
        #expect(findings.count <= most, "\(what): \(findings.map { "\($0.name): \($0.effect)" })")
    }

    private static let creations: [(String, JSONObject)] = [
        ("a plain stream", [:]),
        ("with a size", ["max_bytes": 10_000_000]),
        ("with an age", ["max_age": 604_800_000_000_000]),
        ("with a number", ["max_msgs": 1_000_000]),
        ("with all three", ["max_bytes": 10_000_000, "max_age": 604_800_000_000_000, "max_msgs": 1_000_000]),
        ("with a description", ["description": "orders of all shops", "max_age": 86_400_000_000_000]),
        ("with metadata", ["metadata": ["owner": "ops"], "max_age": 86_400_000_000_000]),
        ("compressed", ["compression": "s2", "max_bytes": 10_000_000]),
        ("with direct gets", ["allow_direct": true, "max_bytes": 10_000_000]),
        ("denying deletes", ["deny_delete": true, "max_bytes": 10_000_000]),
        ("denying purges", ["deny_purge": true, "max_bytes": 10_000_000]),
        ("a work queue", ["retention": "workqueue"]),
        ("a work queue with a limit", ["retention": "workqueue", "max_msgs": 1000, "discard": "new"]),
        ("an interest stream", ["retention": "interest"]),
        ("refusing when full", ["discard": "new", "max_bytes": 10_000_000]),
        ("the newest of each subject", ["max_msgs_per_subject": 1]),
        ("small messages only", ["max_msg_size": 65_536, "max_bytes": 10_000_000]),
        ("a window of its own", ["duplicate_window": 300_000_000_000, "max_bytes": 10_000_000]),
        ("two subjects", ["subjects": ["new.a", "new.b.>"], "max_bytes": 10_000_000]),
        ("with TTLs", ["allow_msg_ttl": true, "max_bytes": 10_000_000]),
        ("with batches", ["allow_atomic": true, "max_bytes": 10_000_000]),
        ("a limit of consumers", ["max_consumers": 10, "max_bytes": 10_000_000]),
        ("republishing", ["republish": ["src": ">", "dest": "live.>"], "max_bytes": 10_000_000]),
        ("a transform", ["subject_transform": ["src": "new.*", "dest": "new.{{wildcard(1)}}.x"], "max_bytes": 10_000_000]),
    ]

    @Test(arguments: 0..<24) func `that make a stream`(number: Int) async throws {
        let (what, fields) = Self.creations[number]
        var json: JSONObject = ["name": "NEW", "subjects": ["new.>"]]
        for member in fields.members { json[member.key] = member.value }
        let create = StreamCreate(configuration: StreamConfiguration(json: json))
        check(what, try await review(create, StreamCreator(JetStreamClient(client: try world().client))))
    }

    private static let edits: [(String, JSONObject)] = [
        ("a description", ["description": "what it is for"]),
        ("another description", ["description": nil]),
        ("metadata", ["metadata": ["owner": "ops"]]),
        ("a higher number", ["max_msgs": 1000]),
        ("no number", ["max_msgs": -1]),
        ("a larger size", ["max_bytes": 100_000_000]),
        ("no size", ["max_bytes": nil]),
        ("a longer age", ["max_age": 1_209_600_000_000_000]),
        ("one subject more", ["subjects": ["old.>", "more.>"]]),
        ("a wider subject", ["subjects": ["old.>", "old2.*"]]),
        ("direct gets", ["allow_direct": true]),
        ("compression", ["compression": "s2"]),
        ("batches", ["allow_atomic": true]),
        ("larger messages", ["max_msg_size": 1_000_000]),
        ("more consumers", ["max_consumers": 50]),
        ("a longer window", ["duplicate_window": 300_000_000_000]),
        ("a first republish", ["republish": ["src": "old.>", "dest": "live2.>"]]),
        ("a source more", ["sources": [["name": "OTHER"]]]),
        ("an age far above", ["max_age": 31_536_000_000_000_000]),
        ("nothing at all", ["max_msgs": 500]),
    ]

    @Test func `that edit a stream in use`() async throws {
        let world = try world()
        try await world.stream("OTHER", ["storage": "file"])
        try await world.stream(
            "OLD",
            [
                "subjects": ["old.>"], "storage": "file", "max_msgs": 500, "max_bytes": 50_000_000, "max_msg_size": 500_000,
                "max_consumers": 20, "max_age": 604_800_000_000_000,
            ])
        for number in 0..<20 { _ = try await world.store("old.\(number % 3)") }
        try await world.api(
            "CONSUMER.CREATE.OLD.worker",
            ["stream_name": "OLD", "config": ["name": "worker", "durable_name": "worker", "ack_policy": "explicit"]])
        for (what, fields) in Self.edits {
            let update = StreamUpdate(stream: "OLD", fields: fields, moment: WallTime.now().rfc3339)
            check(what, try await review(update, StreamUpdater(JetStreamClient(client: world.client))))
        }
    }

    private static let consumers: [(String, JSONObject)] = [
        ("a durable", ["durable_name": "d", "ack_policy": "explicit"]),
        ("one with a filter", ["durable_name": "d", "ack_policy": "explicit", "filter_subject": "work.a"]),
        ("one with two", ["durable_name": "d", "ack_policy": "explicit", "filter_subjects": ["work.a", "work.b"]]),
        ("for new messages", ["durable_name": "d", "ack_policy": "explicit", "deliver_policy": "new"]),
        ("with a longer wait", ["durable_name": "d", "ack_policy": "explicit", "ack_wait": 120_000_000_000]),
        ("with five tries", ["durable_name": "d", "ack_policy": "explicit", "max_deliver": 5]),
        ("with more in flight", ["durable_name": "d", "ack_policy": "explicit", "max_ack_pending": 5000]),
        ("strictly in order", ["durable_name": "d", "ack_policy": "explicit", "max_ack_pending": 1]),
        ("with a description", ["durable_name": "d", "ack_policy": "explicit", "description": "billing"]),
        ("one that ends", ["ack_policy": "explicit", "inactive_threshold": 60_000_000_000]),
        ("a reader", ["ack_policy": "none", "mem_storage": true, "inactive_threshold": 60_000_000_000]),
        (
            "from a sequence",
            ["durable_name": "d", "ack_policy": "explicit", "deliver_policy": "by_start_sequence", "opt_start_seq": 1]
        ),
    ]

    @Test func `that make a consumer`() async throws {
        let world = try world()
        try await world.stream("WORK", ["subjects": ["work.>"], "storage": "file"])
        for (what, fields) in Self.consumers {
            var json: JSONObject = ["name": "d"]
            for member in fields.members { json[member.key] = member.value }
            let create = ConsumerCreate(stream: "WORK", configuration: ConsumerConfiguration(json: json))
            check(what, try await review(create, ConsumerCreator(JetStreamClient(client: world.client))))
        }
    }

    private static let buckets: [(String, JSONObject)] = [
        ("a bucket", [:]), ("with history", ["max_msgs_per_subject": 10]), ("with a ttl", ["max_age": 3_600_000_000_000]),
        ("with a size", ["max_bytes": 10_000_000]), ("compressed", ["compression": "s2"]),
    ]

    @Test func `that make or change a bucket`() async throws {
        let world = try world()
        for (what, fields) in Self.buckets {
            let json = BucketConfiguration.keyValue("fresh", fields)
            let create = StreamCreate(configuration: StreamConfiguration(json: json))
            check(what, try await review(create, StreamCreator(JetStreamClient(client: world.client))))
        }
        try await world.bucket("held", history: 3, ["storage": "file"])
        _ = try await world.store("$KV.held.k")
        for (what, fields) in [
            ("more history", ["max_msgs_per_subject": 10]), ("a description", ["description": "settings"]),
            ("a size", ["max_bytes": 10_000_000]),
        ] as [(String, JSONObject)] {
            let update = StreamUpdate(stream: "KV_held", fields: fields, moment: WallTime.now().rfc3339)
            check(what, try await review(update, StreamUpdater(JetStreamClient(client: world.client))))
        }
    }

    @Test func `are sixty`() {
        #expect(Self.creations.count + Self.edits.count + Self.consumers.count + Self.buckets.count + 3 >= 60)
    }
}
