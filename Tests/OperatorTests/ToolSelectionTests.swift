import Changes
import JSON
import Operator
import TestSupport
import Testing

@Suite struct `The choice of tools` {
    private func offered(_ selection: ToolSelection) -> Set<String> {
        Set(Catalogue.tools.filter(selection.contains).map(\.name))
    }

    @Test func `takes groups, names and exclusions`() throws {
        #expect(offered(.all).count == Catalogue.tools.count)
        #expect(try offered(ToolSelection(toolsets: [])) == offered(.usual))
        #expect(try offered(ToolSelection(toolsets: [], tools: ["kv_get"])) == ["kv_get"])
        #expect(
            try offered(ToolSelection(toolsets: ["default"], excluded: ["kv_get"])) == offered(.usual).subtracting(["kv_get"]))
        #expect(try offered(ToolSelection(toolsets: ["messages"], tools: ["kv_get"])).isSuperset(of: ["publish", "kv_get"]))
        for group in Catalogue.groups {
            #expect(try offered(ToolSelection(toolsets: [group.name])) == Set((group.usual + group.more).map(\.name)))
        }
    }

    @Test func `knows at the start, without any tool, what the first words to a model need`() {
        #expect(Catalogue.groupNames == Catalogue.groups.map(\.name))
        let usual = Catalogue.groups.flatMap(\.usual).filter { $0.effect.level == .observe }.map(\.name)
        for name in ["operator_status", "stream_list", "consumer_list", "kv_ls", "object_ls", "explain"] {
            #expect(usual.contains(name))
        }
    }

    @Test func `names what comes near a name that is none`() {
        for (sets, tools, excluded, word) in [
            (["stream"], [], [], "streams"), ([], ["kv_gt"], [], "kv_get"), ([], [], ["publsh"], "publish"),
        ] {
            let mistake = #expect(throws: ToolSelection.Mistake.self) {
                try ToolSelection(toolsets: sets, tools: tools, excluded: excluded)
            }
            #expect(mistake?.message.contains(word) == true)
        }
    }

    /// What a model pays for the list: compact JSON of name, description and arguments, four bytes a token.
    private func tokens(_ tools: [any Tool]) -> Int {
        tools.map { tool in
            JSONValue.object([
                "name": .string(tool.name), "description": .string(tool.description),
                "inputSchema": .object(tool.inputSchema),
            ]).serialized().count
        }.reduce(0, +) / 4
    }

    @Test func `costs a model little`() {
        let first = Catalogue.tools(at: .observe).filter(ToolSelection.usual.contains)
        #expect(first.count <= 40)
        #expect(tokens(first) < 6_000)
        #expect(tokens(Catalogue.tools) < 16_000)
    }
}

@Suite(.world) struct `What is protected` {
    @Test func `is kept from every change, under each of its names`() async throws {
        let world = try world()
        try await world.bucket("safe")
        try await world.bucket("free")
        try await world.stream("LEDGER")
        var desk = try Desk(world.client, protect: ["KV_sa*", "LEDGER", "free/pinned", "secret.>"])
        desk.asker = NobodyToAsk()
        for (tool, arguments) in [
            ("kv_put", ["bucket": "safe", "key": "k", "value": "v"]),
            ("kv_put", ["bucket": "free", "key": "pinned", "value": "v"]),
            ("kv_del", ["bucket": "safe", "key": "k"]), ("stream_purge", ["stream": "LEDGER"]),
            ("publish", ["subject": "LEDGER.a", "body": "x"]),
        ] as [(String, JSONObject)] {
            #expect(try await desk.failure(tool, arguments)["code"] == "protected", "\(tool) \(arguments)")
        }
        #expect(try await world.messageCount("LEDGER") == 0)
        #expect(try await desk.call("kv_put", ["bucket": "free", "key": "k", "value": "v"])["status"] == "done")
        #expect(try await desk.call("publish", ["subject": "elsewhere", "body": "x"])["status"] == "done")
    }
}
