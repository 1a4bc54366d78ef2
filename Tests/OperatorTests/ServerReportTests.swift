import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite struct `Reports on servers` {
    @Test func `are made of each kind for a server that stands alone`() async throws {
        let world = try await SystemWorld()
        let desk = try Desk(world.system)
        for kind in ReportKind.allCases {
            let report = try await desk.call("server_report", ["kind": .string(kind.rawValue)])
            #expect(report["kind"]?.string == kind.rawValue)
            #expect(report["answered"] == 1)
            #expect(report["trouble"] == nil, "\(kind): \(report["trouble"]?.text ?? "")")
        }
        #expect(try await desk.call("server_report", ["kind": "meta"])["note"]?.string?.contains("stands alone") == true)
        await world.close()
    }

    @Test func `refuse arguments that another kind takes`() async throws {
        let world = try await SystemWorld()
        let desk = try Desk(world.system)
        for arguments in [
            ["kind": "routes", "account": "A"], ["kind": "health", "release": "2.12"], ["kind": "downgrade", "release": "3"],
            ["kind": "weather"],
        ] as [JSONObject] {
            #expect(try await desk.failure("server_report", arguments)["code"] == "invalid_argument", "\(arguments)")
        }
        await world.close()
    }

    @Test func `count what an account stores once`() async throws {
        let world = try await SystemWorld()
        let stream: JSONObject = ["name": "S", "subjects": ["S.>"], "allow_msg_ttl": true]
        _ = try await world.a.request(
            "$JS.API.STREAM.CREATE.S", payload: JSONValue.object(stream).serialized(), timeout: .seconds(20))
        _ = try await world.a.request("S.a", payload: [1, 2, 3], timeout: .seconds(20))
        let desk = try Desk(world.system)
        let accounts = try await desk.call("server_report", ["kind": "accounts"])["rows"]?.array ?? []
        let own = try #require(accounts.first { $0["account"] == "A" })
        #expect(own["jetstream"] == true)
        #expect((own["storage"]?.int ?? 0) > 0 && (own["storage"]?.int ?? 0) < 1000)
        let streams = try await desk.call("server_report", ["kind": "jetstream", "account": "A"])["rows"]?.array
        #expect(streams?.first?["stream"] == "S")
        #expect(streams?.first?["leader"] == "solo")
        #expect(try await desk.call("server_report", ["kind": "jetstream", "account": "B"])["rows"] == [])
        await world.close()
    }
}

@Suite struct `A monitoring document that is too large` {
    private func budget(_ bytes: Int) -> Budget { Budget(bytes, Target(context: "c", url: "u")) }

    private func cut(_ data: JSONValue, _ bytes: Int) -> JSONObject {
        let row = DocumentCut.fitting(["server": "n1", "data": data], budget(bytes))
        #expect(budget(bytes).fits(row), "\(bytes): \(JSONValue.object(row).serialized().count)")
        return row
    }

    @Test func `keeps as much of its longest list as there is room for`() {
        let rows = (0..<1000).map { JSONValue.object(["cid": JSONValue($0), "name": "a client"]) }
        let data: JSONValue = ["total": 1000, "connections": .array(rows)]
        #expect(cut(data, 60_000)["left_out"] == nil)
        for bytes in [1_500, 4_000, 20_000] {
            let row = cut(data, bytes)
            let kept = row["data"]?["connections"]?.array?.count ?? 0
            #expect(kept > (bytes - 1_000) / 60 && kept < 1000, "\(bytes): \(kept)")
            #expect(row["left_out"] == [.string("connections: \(kept) of 1000")])
            #expect(row["data"]?["total"] == 1000)
        }
    }

    @Test func `is cut in lists within it, in tables, and where it is one list itself`() {
        let deep: JSONValue = ["a": ["b": ["c": .array((0..<500).map { JSONValue($0) })]]]
        #expect(cut(deep, 1_500)["left_out"]?.array?.first?.string?.hasPrefix("a.b.c: ") == true)
        let table = JSONValue.object(JSONObject((0..<500).map { ("queue \($0)", ["pending": 0]) }))
        #expect(cut(table, 1_500)["left_out"]?.array?.first?.string?.hasPrefix("data: ") == true)
        #expect(cut(.array((0..<2_000).map { JSONValue($0) }), 1_500)["left_out"]?.array?.count == 1)
        let text: JSONValue = ["a": .string(String(repeating: "x", count: 10_000)), "b": 1]
        #expect(cut(text, 1_500)["data"]?["b"] == 1)
    }
}
