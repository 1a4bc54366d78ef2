import JSON
import NATS
import Operator
import Platform
import TestSupport
import Testing

@Suite(.world) struct `The review of configurations` {
    private func rules(_ result: JSONObject) -> Set<String> {
        Set((result["findings"]?.array ?? []).compactMap { $0["rule"]?.string })
    }

    @Test func `counts what a declaration would lose, and what it would reset, and changes nothing`() async throws {
        let world = try world()
        try await world.stream("DECLARED", ["max_msgs": 100, "description": "kept by hand"])
        for _ in 0..<5 { try await world.store("DECLARED.a", "x") }
        let desk = try Desk(world.client, level: .observe)
        let review = try await desk.call(
            "config_review",
            ["stream": ["name": "DECLARED", "subjects": ["DECLARED.>"], "storage": "memory", "max_msgs": 2]])
        #expect(review["verdict"] == "needs_confirmation")
        #expect(review["loss"]?["messages"] == 3)
        let fields = Set((review["changes"]?.array ?? []).compactMap { $0["field"]?.string })
        #expect(fields == ["max_msgs", "description"])
        #expect(try await world.messageCount("DECLARED") == 5)
        let new = try await desk.call("config_review", ["stream": ["name": "NEW", "subjects": "new.>", "max_age": "7d"]])
        #expect(new["verdict"] != "refused" && new["note"]?.string?.contains("made") == true)
        #expect(
            try await desk.failure("config_review", ["stream": ["name": "NEW", "max_agee": 1]])["code"] == "unknown_argument")
        #expect(try await desk.failure("config_review", [:])["code"] == "invalid_argument")
    }

    @Test func `reads a server's file with what it includes, below the root, and tells no secrets`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("auth.conf", "authorization { users: [{user: app, password: geheim}] }")
        try directory.write(
            "server.conf", "include ./auth.conf\njetstream { store_dir: /tmp/js, sync_interval: 1m }\nhttp: 8222\n")
        let desk = try Desk(try world().client, level: .observe, files: try FilesRoot(directory.path))
        let review = try await desk.call("config_review", ["path": "server.conf"])
        #expect(rules(review).isSuperset(of: ["NG-V002", "NG-V003", "NG-V006", "NG-F002"]))
        let text = JSONValue.object(review).text
        #expect(text.contains("11.6 days") && text.contains("auth.conf line 1") && !text.contains("geheim"))
        let inline = try await desk.call("config_review", ["conf": "port: 4222"])
        #expect(rules(inline).contains("NG-V005"))
        #expect(try await desk.failure("config_review", ["conf": "include x.conf"])["message"]?.string?.contains("path") == true)
        #expect(try await desk.failure("config_review", ["path": "../etc/passwd"])["code"] == "file_not_read")
        let none = try Desk(try world().client, level: .observe)
        #expect(try await none.failure("config_review", ["path": "server.conf"])["code"] == "files_not_allowed")
    }
}
