import Changes
import JSON
import NATS
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The tools that read buckets` {
    private func desk() throws -> Desk { try Desk(try world().client) }

    private func keys(_ page: JSONObject) -> [String] { (page["keys"]?.array ?? []).compactMap { $0["key"]?.string } }

    /// Three keys with a history, one of them deleted, one purged, one foreign.
    private func sample(_ name: String, history: Int = 5) async throws {
        let world = try world()
        try await world.bucket(name, history: history)
        for (key, value) in [("a.one", "1"), ("a.two", "2"), ("b", "3"), ("gone", "4"), ("a.one", "5"), ("wiped", "6")] {
            try await world.store("$KV.\(name).\(key)", value)
        }
        try await world.store("$KV.\(name).gone", "", ["KV-Operation": "DEL"])
        try await world.store("$KV.\(name).wiped", "", ["KV-Operation": "PURGE", "Nats-Rollup": "sub"])
        try await world.store("$KV.\(name).ñ:foreign", "7")
    }

    private func noConsumers(_ bucket: String) async throws {
        #expect(try await world().state("KV_" + bucket)["consumer_count"] == 0)
    }

    // MARK: kv_ls

    @Test(arguments: [1, 5])
    func `list keys that have a value, foreign ones too, deleted ones not`(_ history: Int) async throws {
        let name = "list\(history)"
        try await sample(name, history: history)
        let page = try await desk().call("kv_ls", ["bucket": .string(name)])
        #expect(keys(page) == ["a.two", "b", "a.one", "ñ:foreign"])
        #expect(page["truncated"] == false)
        #expect(page["keys_at_most"] == 6)
        #expect(page["keys"]?.array?[2]["revision"] == 5)
        #expect(page["keys"]?.array?[2]["size"] == 1)
        #expect(page["keys"]?.array?[2]["created"]?.string?.hasPrefix("20") == true)
        try await noConsumers(name)
    }

    @Test func `narrow keys by filters`() async throws {
        try await sample("filtered")
        for (filter, expected) in [
            ("a.*", ["a.two", "a.one"]), ("a.>", ["a.two", "a.one"]), ("b", ["b"]), ("b, a.one", ["b", "a.one"]),
            ("gone", []), ("none.>", []), ("a.*,a.one,>", ["a.two", "b", "a.one", "ñ:foreign"]), ("ñ:foreign", ["ñ:foreign"]),
        ] as [(String, [String])] {
            let page = try await desk().call("kv_ls", ["bucket": "filtered", "filter": .string(filter)])
            #expect(keys(page) == expected, "\(filter)")
            #expect(page["keys_at_most"] == nil)
        }
        for filter in ["a..b", "a b", ">.a", "*.one,a.*", ""] where !filter.isEmpty {
            let error = try await desk().failure("kv_ls", ["bucket": "filtered", "filter": .string(filter)])
            #expect(error["code"]?.string?.hasPrefix("invalid") == true, "\(filter)")
        }
        try await noConsumers("filtered")
    }

    @Test func `show names only, or values too`() async throws {
        try await sample("shapes")
        let names = try await desk().call("kv_ls", ["bucket": "shapes", "names": true])
        #expect(names["keys"] == [["key": "a.two"], ["key": "b"], ["key": "a.one"], ["key": "ñ:foreign"]])
        let values = try await desk().call("kv_ls", ["bucket": "shapes", "display_value": true])
        #expect(values["keys"]?.array?.map { $0["value"]?["text"] } == ["2", "3", "5", "7"])
    }

    @Test(arguments: [1, 3])
    func `list many keys in pages, each once`(_ history: Int) async throws {
        let world = try world()
        let name = "many\(history)"
        try await world.bucket(name, history: history)
        try await world.fill((0..<500).map { "$KV.\(name).key.\($0)" }, 1200)
        let desk = try desk()
        for arguments in [["max_bytes": 1500], ["limit": 7, "names": true], ["limit": 499], [:]] as [JSONObject] {
            var arguments = arguments
            arguments["bucket"] = .string(name)
            let pages = try await desk.pages("kv_ls", arguments)
            let all = pages.flatMap(keys)
            #expect(all.count == 500)
            #expect(Set(all).count == 500)
        }
        try await noConsumers(name)
    }

    @Test(arguments: [1, 4])
    func `a key that exists all along is never left out, whatever is written meanwhile`(_ history: Int) async throws {
        let world = try world()
        let name = "busy\(history)"
        try await world.bucket(name, history: history)
        try await world.fill((0..<60).map { "$KV.\(name).k\($0)" }, 60)
        let pages = try await desk().pages("kv_ls", ["bucket": .string(name), "limit": 5]) { number in
            guard number < 12 else { return }
            // One that was told, one that was not, a new one, one that goes.
            try await world.store("$KV.\(name).k\(number)", "again")
            try await world.store("$KV.\(name).k\(59 - number)", "again")
            try await world.store("$KV.\(name).new\(number)", "new")
        }
        let all = pages.flatMap(keys)
        #expect(Set(all).isSuperset(of: (0..<60).map { "k\($0)" }))
        #expect(Set(all).count <= 72)
        #expect(all.count <= 60 + 36)
    }

    @Test func `list buckets, mirrors too, in pages`() async throws {
        let world = try await JetStreamWorld()
        for number in 0..<30 { try await world.bucket("b\(number + 10)") }
        try await world.bucket("copy", ["mirror": ["name": "KV_b10"]])
        try await world.stream("ORDERS")
        try await world.bucket("b10x", history: 1, ["max_age": 3_600_000_000_000, "max_bytes": 1_000_000])
        try await world.store("$KV.b10x.k", "12345")
        let desk = try Desk(world.client)
        let names = { (page: JSONObject) in (page["buckets"]?.array ?? []).compactMap { $0["bucket"]?.string } }
        let all = try await desk.call("kv_ls", ["max_bytes": 30_000])
        #expect(names(all) == (["copy", "b10x"] + (0..<30).map { "b\($0 + 10)" }).sorted())
        let pages = try await desk.pages("kv_ls", ["limit": 9])
        #expect(pages.flatMap(names) == names(all))
        #expect(pages.count == 4)
        #expect(try await desk.pages("kv_ls", ["max_bytes": 1500]).flatMap(names) == names(all))
        let row = all["buckets"]?.array?.first { $0["bucket"] == "b10x" }
        #expect(row?["values"] == 1)
        #expect(row?["history"] == 1)
        #expect(row?["ttl"] == "1h")
        #expect(row?["max_bytes"] == 1_000_000)
        #expect(all["buckets"]?.array?.first { $0["bucket"] == "copy" }?["mirror_of"] == "KV_b10")
        #expect(try await desk.failure("kv_ls", ["filter": "a.>"])["code"] == "invalid_argument")
        await world.client.close()
    }

    @Test func `a bucket that is not there brings the nearest one`() async throws {
        try await world().bucket("settings")
        for tool in ["kv_ls", "kv_info", "kv_watch"] {
            let error = try await desk().failure(tool, ["bucket": "setings"])
            #expect(error["code"] == "bucket_not_found")
            #expect(error["message"]?.string?.contains("\"settings\"") == true)
            #expect(error["next"]?.string?.contains("kv_ls") == true)
        }
        #expect(try await desk().failure("kv_history", ["bucket": "setings", "key": "k"])["code"] == "bucket_not_found")
    }

    // MARK: kv_info

    @Test func `describe a bucket in its own words`() async throws {
        let world = try world()
        try await world.bucket(
            "described", history: 3,
            [
                "description": "what it is for", "max_age": 5_400_000_000_000, "max_bytes": 1_048_576, "max_msg_size": 1024,
                "allow_msg_ttl": true, "subject_delete_marker_ttl": 60_000_000_000, "metadata": ["team": "a"],
            ])
        try await world.store("$KV.described.k", "x")
        let info = try await desk().call("kv_info", ["bucket": "described"])["info"]
        for (member, value) in [
            ("bucket", "described"), ("stream", "KV_described"), ("description", "what it is for"), ("values", 1), ("history", 3),
            ("ttl", "1h30m"), ("max_bytes", 1_048_576), ("max_value_bytes", 1024), ("per_key_ttl", true),
            ("limit_marker_ttl", "1m"), ("storage", "memory"), ("replicas", 1), ("compression", "none"), ("direct_reads", true),
            ("last_revision", 1), ("metadata", ["team": "a"]),
        ] as [(String, JSONValue)] {
            #expect(info?[member] == value, "\(member): \(info?[member]?.text ?? "nil")")
        }
        #expect(info?["odd"] == nil)
    }

    @Test func `say what is odd about a bucket`() async throws {
        try await world().stream(
            "KV_odd", ["subjects": ["$KV.odd.>"], "max_bytes": 1000, "sources": [["name": "KV_elsewhere"]]])
        try await world().store("$KV.odd.k", [UInt8](repeating: 0, count: 900))
        let odd = try await desk().call("kv_info", ["bucket": "odd"])["info"]?["odd"]?.array?.compactMap(\.string) ?? []
        for word in [
            "max_msgs_per_subject", "discard", "allow_rollup_hdrs", "deny_delete", "allow_direct", "max_bytes", "KV_elsewhere",
        ] {
            #expect(odd.contains { $0.contains(word) }, "\(word)")
        }
    }

    // MARK: kv_history

    @Test func `tell the revisions of a key, both ways round, deletions too`() async throws {
        let world = try world()
        try await world.bucket("past", history: 10)
        for value in ["one", "{\"n\":2}", ""] { try await world.store("$KV.past.k", value) }
        try await world.store("$KV.past.other", "x")
        try await world.store("$KV.past.k", "", ["KV-Operation": "DEL"])
        try await world.store("$KV.past.k", "last")
        let newest = try await desk().call("kv_history", ["bucket": "past", "key": "k"])
        let rows = newest["revisions"]?.array ?? []
        #expect(rows.map { $0["revision"] } == [6, 5, 3, 2, 1])
        #expect(rows.map { $0["operation"] } == ["put", "delete", "put", "put", "put"])
        #expect(rows[0]["value"]?["text"] == "last")
        #expect(rows[1]["value"] == nil)
        #expect(rows[2]["value"] == ["size": 0])
        #expect(rows[3]["value"]?["json"]?["n"] == 2)
        let oldest = try await desk().call("kv_history", ["bucket": "past", "key": "k", "order": "oldest"])
        #expect(oldest["revisions"]?.array == rows.reversed())
        for order in ["newest", "oldest"] {
            let pages = try await desk().pages(
                "kv_history", ["bucket": "past", "key": "k", "order": .string(order), "limit": 2, "payload": "none"])
            #expect(pages.count == 3)
            let revisions = pages.flatMap { $0["revisions"]?.array ?? [] }.map { $0["revision"]?.int ?? 0 }
            #expect(revisions == (order == "newest" ? [6, 5, 3, 2, 1] : [1, 2, 3, 5, 6]))
            #expect(pages[0]["revisions"]?.array?[0]["value"]?["not_shown"] != nil)
        }
        #expect(try await desk().failure("kv_history", ["bucket": "past", "key": "none"])["code"] == "key_not_found")
        #expect(try await desk().failure("kv_history", ["bucket": "past", "key": "a.*"])["code"] == "invalid_subject")
        try await noConsumers("past")
    }

    @Test func `history of large values comes in pages of what there is room for`() async throws {
        let world = try world()
        try await world.bucket("heavy", history: 8)
        for number in UInt8(0)..<8 { try await world.store("$KV.heavy.k", [UInt8](repeating: 65 + number, count: 100_000)) }
        let pages = try await desk().pages("kv_history", ["bucket": "heavy", "key": "k", "payload": "full", "max_bytes": 5000])
        #expect(pages.count == 8)
        #expect(pages[0]["revisions"]?.array?[0]["value"]?["size"] == 100_000)
        #expect(pages[0]["revisions"]?.array?[0]["value"]?["truncated"] == true)
        #expect(pages[0]["revisions"]?.array?[0]["value"]?["text"]?.string?.hasPrefix("HHH") == true)
    }

    // MARK: Mirrors, no direct gets, payloads, hidden names

    @Test(arguments: [true, false])
    func `read a mirror of a mirror by its keys, with and without direct gets`(_ direct: Bool) async throws {
        let world = try world()
        let (origin, copy, second) = ("o\(direct)", "c\(direct)", "s\(direct)")
        try await world.bucket(origin, ["allow_direct": .bool(direct)])
        try await world.store("$KV.\(origin).k", "one")
        try await world.store("$KV.\(origin).k", "two")
        for (name, source) in [(copy, origin), (second, copy)] {
            try await world.bucket(
                name,
                ["mirror": ["name": .string("KV_" + source)], "allow_direct": .bool(direct), "mirror_direct": .bool(direct)])
            #expect(try await world.eventually { try await world.messageCount("KV_" + name) == 2 })
        }
        let desk = try desk()
        for name in [origin, copy, second] {
            let arguments: JSONObject = ["bucket": .string(name)]
            #expect(keys(try await desk.call("kv_ls", arguments)) == ["k"], "\(name)")
            #expect(keys(try await desk.call("kv_ls", ["bucket": .string(name), "filter": "k"])) == ["k"], "\(name)")
            let history = try await desk.call("kv_history", ["bucket": .string(name), "key": "k"])
            #expect(history["revisions"]?.array?.map { $0["value"]?["text"] } == ["two", "one"], "\(name)")
            #expect(try await desk.call("kv_get", ["bucket": .string(name), "key": "k"])["value"]?["text"] == "two", "\(name)")
            let watch = try await desk.call("kv_watch", ["bucket": .string(name), "duration": "10s", "count": 1])
            #expect(watch["changes"]?.array?.map { $0["key"] } == ["k"], "\(name)")
            #expect(
                try await desk.call("kv_info", arguments)["info"]?["odd"]
                    == (direct || name != origin ? nil : ["allow_direct is off: every read goes to the leader."]))
        }
    }

    @Test func `payloads are shown as far as the call asks and the program allows`() async throws {
        let world = try world()
        try await world.bucket("shown")
        try await world.store("$KV.shown.k", String(repeating: "x", count: 3000))
        let arguments: JSONObject = ["bucket": "shown", "key": "k"]
        #expect(try await desk().call("kv_get", arguments)["value"]?["text"]?.string?.count == 3000)
        for tool in ["kv_get", "kv_history", "kv_watch"] {
            var asked = arguments
            asked["payload"] = "none"
            if tool == "kv_watch" { asked["count"] = 1 }
            let none = try await desk().call(tool, asked)
            let shown = none["value"] ?? none["revisions"]?.array?[0]["value"] ?? none["changes"]?.array?[0]["value"]
            #expect(shown?["size"] == 3000, "\(tool)")
            #expect(shown?["not_shown"] == "payload is none", "\(tool)")
        }
        let capped = try Desk(world.client, disclosure: Disclosure(payloads: .preview))
        #expect(try await capped.call("kv_get", arguments)["value"]?["text"]?.string?.count == 1000)
    }

    @Test func `hidden keys and buckets are in no list, watch or report of progress`() async throws {
        let world = try world()
        for name in ["open", "secret"] { try await world.bucket(name) }
        for key in ["card.1", "plain", "pin"] { try await world.store("$KV.open.\(key)", "x") }
        let told = Mutex<[String]>([])
        var desk = try Desk(world.client, disclosure: Disclosure(hide: ["$KV.open.card.*", "open/pin", "KV_secret"]))
        desk.progress = { _, _, words in told.withLock { $0.append(words) } }
        let page = try await desk.call("kv_ls", ["bucket": "open"])
        #expect(keys(page) == ["plain"])
        #expect(page["hidden"] == 2)
        let watch = try await desk.call("kv_watch", ["bucket": "open", "count": 3])
        #expect(watch["changes"]?.array?.map { $0["key"] } == ["plain"])
        #expect(!told.withLock { $0 }.joined().contains("card"))
        #expect(!told.withLock { $0 }.joined().contains("pin"))
        #expect(told.withLock { $0 }.joined().contains("plain"))
        let buckets = try await desk.call("kv_ls", ["max_bytes": 60_000])
        #expect(buckets["buckets"]?.array?.contains { $0["bucket"] == "open" } == true)
        #expect(buckets["buckets"]?.array?.contains { $0["bucket"] == "secret" } == false)
        #expect(try await desk.failure("kv_history", ["bucket": "open", "key": "card.1"])["code"] == "hidden")
        #expect(try await desk.failure("kv_info", ["bucket": "secret"])["code"] == "hidden")
    }
}
