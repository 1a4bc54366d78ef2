import JSON
import NATS
import Operator
import TestSupport
import Testing

@Suite struct `Tools about servers and accounts` {
    @Test func `show the system account every server and account`() async throws {
        let world = try await SystemWorld()
        let desk = try Desk(world.system)
        let list = try await desk.call("server_list", ["expect": "1"])
        #expect(list["servers"]?.array?.first?["name"] == "solo")
        #expect(list["servers"]?.array?.first?["connections"] == 3)
        #expect(list["limited"] == nil)
        #expect(try await desk.call("server_ping")["answered"] == 1)
        let connections = try await desk.call("account_report_connections", ["sort": "out_bytes"])
        #expect(connections["total"] == 3)
        let accounts = connections["connections"]?.array?.compactMap { $0["account"]?.string }
        #expect(Set(accounts ?? []) == ["SYS", "A", "B"])
        let statistics = try await desk.call("account_report_statistics")
        #expect(statistics["accounts"]?.array?.compactMap { $0["account"]?.string } == ["$G", "A", "B", "SYS"])
        #expect(try await desk.failure("account_report_statistics", ["account": "C"])["code"] == "account_not_found")
        await world.close()
    }

    @Test func `show any other account itself, and say what is missing`() async throws {
        let world = try await SystemWorld()
        let desk = try Desk(world.a)
        for tool in ["server_list", "server_ping", "account_report_connections", "account_report_statistics"] {
            #expect(try await desk.call(tool)["limited"]?.string?.contains("system account") == true, "\(tool)")
        }
        #expect(try await desk.call("account_report_connections", ["account": "A"])["total"] == 1)
        for tool in ["account_report_connections", "account_report_statistics"] {
            let failure = try await desk.failure(tool, ["account": "B"])
            #expect(failure["code"] == "system_account_needed")
            #expect(failure["next"]?.string?.contains("context") == true)
        }
        await world.close()
    }

    @Test func `tell a user who may ask nothing what the connection knows, and the subject that is denied`() async throws {
        let world = try await SystemWorld()
        let mute = world.client("mute")
        let desk = try Desk(mute)
        let list = try await desk.call("server_list")
        #expect(list["servers"]?.array?.count == 1)
        #expect(list["limited"]?.string?.contains("$SYS.REQ.ACCOUNT.PING.STATZ") == true)
        #expect(try await desk.failure("account_report_connections")["code"] == "permission_denied")
        await mute.close()
        await world.close()
    }

    @Test func `take arguments as older prompts write them, and say what is wrong with others`() async throws {
        let world = try await SystemWorld()
        let desk = try Desk(world.a)
        for sort in ["in-msgs", "out_bytes", "uptime", "cid", "subs", ""] {
            _ = try await desk.call("account_report_connections", ["sort": .string(sort), "top": "5"])
        }
        for (arguments, word) in [
            (["sort": "beauty"], "in-msgs"), (["top": 0], "1000"), (["sort": "stop"], "closed"), (["state": "half"], "open"),
            (["subject": "a", "state": "any"], "open"), (["subject": "a b"], "subject"), (["cursor": "x"], "cursor"),
        ] as [(JSONObject, String)] {
            let failure = try await desk.failure("account_report_connections", arguments)
            #expect(failure["message"]?.string?.contains(word) == true, "\(arguments): \(failure["message"]?.text ?? "")")
        }
        await world.close()
    }
}
