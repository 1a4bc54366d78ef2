import Changes
import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Changes of consumers` {
    private func desk(level: WriteLevel = .destructive, protect: [String] = []) throws -> Desk {
        var desk = try Desk(try world().client, level: level, protect: protect)
        desk.asker = NamingAsker()
        return desk
    }

    private func rules(_ result: JSONObject) -> [String] {
        result["findings"]?.array?.compactMap { $0["rule"]?.string } ?? []
    }

    private func configuration(_ stream: String, _ consumer: String) async throws -> JSONObject {
        try await world().api("CONSUMER.INFO.\(stream).\(consumer)")["config"]?.object ?? [:]
    }

    @Test func `make a durable consumer that acknowledges, and nothing where there is one`() async throws {
        let world = try world()
        try await world.stream("ADD")
        try await world.fill(["ADD.a", "ADD.b"], 6)
        let desk = try desk(level: .config)
        let dry = try await desk.call("consumer_add", ["stream": "ADD", "consumer": "w", "dry_run": true])
        #expect(dry["status"] == "planned")
        #expect(try await world.answer("CONSUMER.INFO.ADD.w")["error"] != nil)
        let made = try await desk.call(
            "consumer_add", ["stream": "ADD", "consumer": "w", "filter_subject": "ADD.a", "config": ["ack_wait": "1m"]])
        #expect(made["status"] == "done" && made["created"] == true && made["pending"] == 3 && rules(made).isEmpty)
        #expect(made["verification"]?.string?.contains("as it was meant") == true)
        let config = try await configuration("ADD", "w")
        #expect(config["durable_name"] == "w" && config["ack_policy"] == "explicit" && config["ack_wait"] == 60_000_000_000)
        let again = try await desk.failure("consumer_add", ["stream": "ADD", "consumer": "w", "max_deliver": 3])
        #expect(again["code"] == "consumer_exists" && again["next"]?.string?.contains("consumer_edit") == true)
        let differences = again["differences"]?.array?.compactMap { $0["field"]?.string } ?? []
        #expect(Set(differences) == ["ack_wait", "filter_subject", "max_deliver"])
        #expect(try await configuration("ADD", "w") == config)
        let brief = try await desk.call(
            "consumer_add", ["stream": "ADD", "consumer": "brief", "config": ["durable_name": nil, "inactive_threshold": "1m"]])
        #expect(brief["created"] == true && rules(brief).isEmpty)
        #expect(try await configuration("ADD", "brief")["durable_name"] == nil)
        for (arguments, code) in [
            (["stream": "AD", "consumer": "x"], "stream_not_found"), (["stream": "ADD", "consumer": "a.b"], "invalid_argument"),
            (["stream": "ADD", "consumer": "x", "filter_subject": "a..b"], "invalid_subject"),
            (["stream": "ADD", "consumer": "x", "config": ["durable_name": "y"]], "invalid_argument"),
            (["stream": "ADD", "consumer": "x", "config": ["max_delivery": 3]], "unknown_argument"),
        ] as [(JSONObject, String)] {
            #expect(try await desk.failure("consumer_add", arguments)["code"] == .string(code), "\(arguments)")
        }
    }

    /// What operators do every day needs no reason and nobody's agreement.
    @Test func `of the everyday kind go through`() async throws {
        let world = try world()
        try await world.stream("DAILY")
        try await world.fill(["DAILY.a"], 5)
        let desk = try desk(level: .config)
        for (number, more)
            in ([
                [:], ["filter_subject": "DAILY.a"], ["filter_subjects": ["DAILY.a", "DAILY.b"]], ["max_ack_pending": 2000],
                ["max_ack_pending": 1], ["ack_wait": "2m"], ["max_deliver": 5], ["max_deliver": 5, "backoff": "1s,10s,1m"],
                ["deliver_policy": "new"], ["deliver_policy": "last"],
                ["deliver_policy": "by_start_sequence", "opt_start_seq": 3],
                ["deliver_policy": "by_start_time", "opt_start_time": "2026-01-01T00:00:00Z"],
                ["deliver_policy": "last_per_subject", "filter_subject": ">"], ["deliver_subject": "work.daily"],
                ["deliver_subject": "work.group", "deliver_group": "g"],
                ["deliver_subject": "work.flow", "flow_control": true, "idle_heartbeat": "5s"], ["headers_only": true],
                ["max_batch": 100, "max_expires": "30s"], ["description": "billing", "metadata": ["team": "a"]],
                ["sample_freq": "10%"], ["priority_groups": "g", "priority_policy": "overflow"],
                ["durable_name": nil, "inactive_threshold": "5m", "mem_storage": true, "ack_policy": "none"],
            ] as [JSONObject]).enumerated()
        {
            let result = try await desk.call(
                "consumer_add", ["stream": "DAILY", "consumer": .string("w\(number)"), "config": .object(more)])
            #expect(result["status"] == "done", "\(more)")
            #expect(
                result["verification"]?.string?.contains("as it was meant") == true,
                "\(more): \(result["verification"]?.string ?? "")")
        }
        for more in [
            ["description": "other"], ["max_ack_pending": 1500], ["ack_wait": "45s"], ["max_deliver": 10],
            ["metadata": ["a": "b"]],
            ["sample_freq": "100"], ["max_batch": 10], ["filter_subject": "DAILY.a"],
            ["filter_subjects": ["DAILY.a", "DAILY.b"]],
            ["filter_subjects": nil, "description": nil], ["backoff": "1s,5s"], ["backoff": nil, "ack_wait": nil],
            ["max_deliver": "unlimited"],
        ] as [JSONObject] {
            let result = try await desk.call("consumer_edit", ["stream": "DAILY", "consumer": "w0", "config": .object(more)])
            #expect(
                result["status"] == "done" && result["changed"]?.array?.isEmpty == false,
                "\(more): \(result["verification"]?.string ?? "")")
            #expect(
                result["verification"]?.string?.contains("as it was meant") == true,
                "\(more): \(result["verification"]?.string ?? "")")
        }
        // Nothing is left of all those changes.
        let config = try await configuration("DAILY", "w0")
        #expect(config["description"] == nil && config["filter_subjects"] == nil && config["backoff"] == nil)
        #expect(config["ack_wait"] == 30_000_000_000 && config["max_ack_pending"] == 1500 && config["max_deliver"] == -1)
        let same = try await desk.call("consumer_edit", ["stream": "DAILY", "consumer": "w0", "max_ack_pending": "1500"])
        #expect(same["sent"] == false && rules(same) == ["NG-C025"])
    }

    /// Each is refused before it is sent, and would have been refused by the server.
    @Test func `the server would refuse are refused with what to do instead`() async throws {
        let world = try world()
        try await world.stream("NO")
        try await world.stream("NOQ", ["retention": "workqueue"])
        try await world.stream("NOL", ["consumer_limits": ["max_ack_pending": 10, "inactive_threshold": 60_000_000_000]])
        try await world.stream("NOM", ["max_consumers": 1])
        try await world.consumer("NOM", "only")
        try await world.consumer("NOQ", "part", ["filter_subject": "NOQ.a.>"])
        let desk = try desk(level: .config)
        for (stream, config) in [
            ("NO", ["filter_subjects": ["NO.a", "NO.*"]]), ("NO", ["deliver_policy": "by_start_sequence"]),
            ("NO", ["opt_start_time": "2026-01-01T00:00:00Z"]), ("NO", ["deliver_policy": "last_per_subject"]),
            ("NO", ["idle_heartbeat": 5_000_000_000]), ("NO", ["flow_control": true]), ("NO", ["rate_limit_bps": 1000]),
            ("NO", ["deliver_subject": "work", "flow_control": true]), ("NO", ["deliver_subject": "work", "max_waiting": 5]),
            ("NO", ["deliver_subject": "work", "idle_heartbeat": 1_000_000]), ("NO", ["deliver_subject": "work.*"]),
            ("NO", ["deliver_subject": "NO.loop"]), ("NO", ["priority_policy": "overflow"]), ("NO", ["priority_groups": ["g"]]),
            ("NO", ["priority_policy": "overflow", "priority_groups": ["a b"]]),
            ("NO", ["priority_policy": "overflow", "priority_groups": ["12345678901234567"]]),
            ("NO", ["deliver_subject": "work", "priority_policy": "overflow", "priority_groups": ["g"]]),
            ("NO", ["max_deliver": 1, "backoff": [1_000_000_000, 2_000_000_000]]), ("NO", ["ack_wait": -5_000_000]),
            ("NO", ["ack_policy": "none", "max_ack_pending": 5, "deliver_subject": "work"]), ("NO", ["sample_freq": "often"]),
            ("NO", ["description": .string(String(repeating: "x", count: 4097))]), ("NO", ["num_replicas": 3]),
            ("NOQ", ["ack_policy": "none", "filter_subject": "NOQ.b"]),
            ("NOQ", ["deliver_policy": "new", "filter_subject": "NOQ.b"]),
            ("NOQ", ["filter_subject": "NOQ.a.b"]), ("NOQ", [:]), ("NOL", ["max_ack_pending": 11]),
            ("NOL", ["inactive_threshold": 120_000_000_000, "durable_name": nil]), ("NOM", [:]),
        ] as [(String, JSONObject)] {
            let error = try await desk.failure(
                "consumer_add", ["stream": .string(stream), "consumer": "x", "config": .object(config)])
            #expect(
                error["code"] == "refused_by_guard" || error["code"] == "invalid_argument",
                "\(config): \(error["message"]?.string ?? "")")
            var raw: JSONObject = ["name": "x", "durable_name": "x", "ack_policy": "explicit"]
            for member in config.members { raw[member.key] = member.value.isNull ? nil : member.value }
            let filter = (raw["filter_subject"]?.string).map { "." + $0 } ?? ""
            let answer = try await world.answer(
                "CONSUMER.CREATE.\(stream).x" + filter,
                ["stream_name": .string(stream), "config": .object(raw), "action": "create"])
            #expect(answer["error"] != nil, "the server takes \(config)")
        }
        for subject in ["$JS.API.STREAM.PURGE.NO", "$KV.b.k", "$SYS.x", "_INBOX.a"] {
            let error = try await desk.failure(
                "consumer_add", ["stream": "NO", "consumer": "x", "deliver_subject": .string(subject)])
            #expect(error["findings"]?.array?.first?["rule"] == "NG-C023", "\(subject)")
        }
    }

    @Test func `of fields that are fixed are refused as the server would`() async throws {
        let world = try world()
        try await world.stream("FIX")
        try await world.consumer("FIX", "pull")
        try await world.consumer("FIX", "push", ["deliver_subject": "work.fix"])
        let desk = try desk(level: .config)
        for (consumer, config) in [
            ("pull", ["ack_policy": "all"]), ("pull", ["deliver_policy": "new"]), ("pull", ["replay_policy": "original"]),
            ("pull", ["mem_storage": true]), ("pull", ["max_waiting": 100]), ("pull", ["deliver_subject": "work.other"]),
            ("push", ["deliver_subject": nil]), ("push", ["flow_control": true, "idle_heartbeat": 5_000_000_000]),
            ("pull", ["deliver_policy": "by_start_sequence", "opt_start_seq": 2]),
        ] as [(String, JSONObject)] {
            let error = try await desk.failure(
                "consumer_edit", ["stream": "FIX", "consumer": .string(consumer), "config": .object(config)])
            #expect(
                error["findings"]?.array?.contains { $0["rule"] == "NG-C003" } == true,
                "\(config): \(error["message"]?.string ?? "")")
            var raw = try await configuration("FIX", consumer)
            for member in config.members { raw[member.key] = member.value.isNull ? nil : member.value }
            let answer = try await world.answer(
                "CONSUMER.CREATE.FIX.\(consumer)",
                ["stream_name": "FIX", "config": .object(raw), "action": "update"])
            // A wish that contradicts itself besides is refused for that first.
            let code = answer["error"]?["err_code"]
            #expect(code == 10012 || consumer == "pull" && config["deliver_subject"] != nil && code == 10080, "\(config)")
        }
        let pause = try await desk.failure(
            "consumer_edit", ["stream": "FIX", "consumer": "pull", "pause_until": "2030-01-01T00:00:00Z"])
        #expect(pause["message"]?.string?.contains("consumer_pause") == true)
        // Somebody subscribes.
        let subscription = try await world.client.subscribe("work.fix", timeout: .seconds(5))
        let isBound = try await world.eventually { try await world.api("CONSUMER.INFO.FIX.push")["push_bound"] == true }
        #expect(isBound)
        let bound = try await desk.failure("consumer_edit", ["stream": "FIX", "consumer": "push", "deliver_subject": "work.new"])
        #expect(bound["findings"]?.array?.first?["rule"] == "NG-C026")
        subscription.cancel()
    }

    @Test func `that turn a durable into a trap need a reason`() async throws {
        let world = try world()
        try await world.stream("TRAP")
        try await world.stream("TRAPL", ["consumer_limits": ["inactive_threshold": 60_000_000_000]])
        try await world.stream("TRAPO")
        let desk = try desk(level: .config)
        for (stream, config, rule) in [
            ("TRAP", ["ack_policy": "none"], "NG-C001"), ("TRAP", ["inactive_threshold": "1m"], "NG-C005"),
            ("TRAPL", [:], "NG-C005"),
            ("TRAP", ["mem_storage": true], "NG-C006"), ("TRAP", ["max_ack_pending": -1], "NG-C011"),
            ("TRAP", ["ack_wait": "50ms"], "NG-C012"), ("TRAP", ["deliver_subject": "TRAPO.x"], "NG-C024"),
        ] as [(String, JSONObject, String)] {
            let arguments: JSONObject = ["stream": .string(stream), "consumer": "x", "config": .object(config)]
            let asked = try await desk.call("consumer_add", arguments)
            #expect(asked["status"] == "needs_reason" && rules(asked).first == rule, "\(config): \(rules(asked))")
            #expect(try await world.answer("CONSUMER.INFO.\(stream).x")["error"] != nil)
        }
        let done = try await desk.call(
            "consumer_add",
            ["stream": "TRAP", "consumer": "x", "ack_policy": "none", "reason": "metrics samples, a lost one does no harm"])
        #expect(done["status"] == "done")
    }

    @Test func `keep what nobody named, and stop where somebody else changed it`() async throws {
        let world = try world()
        try await world.stream("KEEP")
        try await world.consumer(
            "KEEP", "c", ["max_deliver": 7, "metadata": ["team": "a"], "filter_subject": "KEEP.a", "sample_freq": "50"])
        let before = try await configuration("KEEP", "c")
        _ = try await desk(level: .config).call("consumer_edit", ["stream": "KEEP", "consumer": "c", "description": "x"])
        var expected = before
        expected["description"] = "x"
        #expect(try await configuration("KEEP", "c").sorted == expected.sorted)
        let moved = try await desk(level: .config).call(
            "consumer_edit", ["stream": "KEEP", "consumer": "c", "filter_subjects": ["KEEP.a", "KEEP.b"]])
        #expect(moved["changed"]?.array?.compactMap { $0["field"]?.string }.sorted() == ["filter_subject", "filter_subjects"])
        #expect(try await configuration("KEEP", "c")["filter_subject"] == nil)
    }

    @Test func `of protected names are refused, by consumer, stream, and both`() async throws {
        let world = try world()
        try await world.stream("GUARD")
        try await world.stream("GUARDT", ["subjects": ["safe.>"]])
        for name in ["prod-a", "b", "c"] { try await world.consumer("GUARD", name) }
        for (pattern, tool, arguments) in [
            ("prod-*", "consumer_del", ["consumer": "prod-a"]), ("GUARD", "consumer_pause", ["consumer": "b", "duration": "1m"]),
            ("GUARD/b", "consumer_edit", ["consumer": "b", "description": "x"]),
            ("GUARD/n*", "consumer_add", ["consumer": "new"]),
            ("GUARD", "consumer_next", ["consumer": "b", "ack": "ack"]), ("c", "consumer_reset", ["consumer": "c"]),
            ("GUARDT", "consumer_add", ["consumer": "x", "deliver_subject": "safe.x", "reason": "copies for the archive team"]),
        ] as [(String, String, JSONObject)] {
            var all: JSONObject = ["stream": "GUARD"]
            for member in arguments.members { all[member.key] = member.value }
            let error = try await desk(protect: [pattern]).failure(tool, all)
            #expect(error["code"] == "protected", "\(pattern) \(tool)")
        }
        let free = try await desk(protect: ["prod-*"]).call(
            "consumer_edit", ["stream": "GUARD", "consumer": "b", "description": "x"])
        #expect(free["status"] == "done")
    }

    @Test func `pause and resume, and say what a pause costs`() async throws {
        let world = try world()
        try await world.stream("PAUSE", ["max_age": 3_600_000_000_000])
        try await world.fill(["PAUSE.a"], 3)
        try await world.consumer("PAUSE", "c")
        let desk = try desk(level: .config)
        let paused = try await desk.call("consumer_pause", ["stream": "PAUSE", "consumer": "c", "duration": "30m"])
        #expect(paused["paused"] == true && paused["pause_until"] != nil && rules(paused) == ["NG-C034"])
        #expect(try await world.pull("PAUSE", "c", acknowledging: false) == nil)
        let shown = try await desk.call("consumer_info", ["stream": "PAUSE", "consumer": "c"])
        #expect(shown["trouble"]?.array?.first?.string?.hasPrefix("paused until 2") == true)
        let long = try await desk.call("consumer_pause", ["stream": "PAUSE", "consumer": "c", "until": "2130-01-01T00:00:00Z"])
        #expect(long["status"] == "needs_reason" && rules(long).contains("NG-X006") && rules(long).first == "NG-C036")
        let resumed = try await desk.call("consumer_resume", ["stream": "PAUSE", "consumer": "c"])
        #expect(resumed["paused"] == false && rules(resumed).isEmpty)
        #expect(try await world.pull("PAUSE", "c", acknowledging: false) != nil)
        let again = try await desk.call("consumer_pause", ["stream": "PAUSE", "consumer": "c", "resume": true])
        #expect(again["sent"] == false && rules(again) == ["NG-C035"])
        #expect(
            try await desk.failure("consumer_pause", ["stream": "PAUSE", "consumer": "c"])["code"] == "missing_argument")
        #expect(
            try await desk.failure("consumer_pause", ["stream": "PAUSE", "consumer": "c", "duration": "1m", "resume": true])[
                "code"]
                == "invalid_argument")
        let past = try await desk.failure(
            "consumer_pause", ["stream": "PAUSE", "consumer": "c", "until": "2020-01-01T00:00:00Z"])
        #expect(past["code"] == "refused_by_guard")
    }

    @Test func `unpin a client so that the next one gets the messages`() async throws {
        let world = try world()
        try await world.stream("PIN")
        try await world.fill(["PIN.a"], 5)
        try await world.consumer("PIN", "c", ["priority_policy": "pinned_client", "priority_groups": ["g"]])
        try await world.consumer("PIN", "plain")
        let desk = try desk(level: .config)
        let first = try #require(try await world.pull("PIN", "c", acknowledging: false, group: "g"))
        #expect(first.headers["Nats-Pin-Id"] != nil)
        #expect(try await world.pull("PIN", "c", acknowledging: false, group: "g") == nil)
        let result = try await desk.call("consumer_unpin", ["stream": "PIN", "consumer": "c"])
        #expect(result["unpinned"] == true && result["group"] == "g" && rules(result) == ["NG-C040"])
        let second = try #require(try await world.pull("PIN", "c", acknowledging: false, group: "g"))
        #expect(second.headers["Nats-Pin-Id"] != first.headers["Nats-Pin-Id"])
        for (consumer, group) in [("c", "other"), ("plain", "g")] {
            let error = try await desk.failure(
                "consumer_unpin", ["stream": "PIN", "consumer": .string(consumer), "group": .string(group)])
            #expect(error["findings"]?.array?.first?["rule"] == "NG-C039")
        }
        let taken = try await desk.failure("consumer_next", ["stream": "PIN", "consumer": "c", "ack": "none"])
        #expect(taken["findings"]?.array?.first?["rule"] == "NG-C042")
    }

    @Test func `that need replicas are refused on a server alone`() async throws {
        let world = try world()
        try await world.stream("ALONE")
        try await world.consumer("ALONE", "c")
        let error = try await desk(level: .config).failure("consumer_step_down", ["stream": "ALONE", "consumer": "c"])
        #expect(error["findings"]?.array?.first?["rule"] == "NG-C041")
    }
}

/// Types the name of what it is asked about.
struct NamingAsker: Asker {
    var canAsk: Bool { true }
    var answeredPlan: String? { nil }
    func ask(_ question: ConfirmationQuestion) async throws(AskFailure) -> ConfirmationAnswer { .typed(question.asset) }
}

extension JSONObject {
    /// Whatever the order of members.
    fileprivate var sorted: String { JSONValue.object(self).canonicalText }
}
