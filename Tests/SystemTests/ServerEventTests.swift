import JSON
import NATS
import Testing

@testable import System

@Suite struct `Events of servers` {
    private func event(_ subject: String, _ text: String, ownToken: Bool = false) -> ServerEvent? {
        ServerEvent(NATSMessage(subject: subject, payload: Array(text.utf8)), ownToken: ownToken)
    }

    private func server(_ version: String) -> String {
        #"{"name":"n1","id":"N1","ver":"\#(version)","time":"2026-01-01T00:00:00Z"}"#
    }

    @Test func `tell who came and went`() throws {
        let text = """
            {"type":"io.nats.server.advisory.v1.client_disconnect","id":"x","timestamp":"2026-01-01T00:00:00Z","server":\(server("2.15.1")),\
            "client":{"acc":"A","user":"a","name":"app","host":"10.0.0.1","id":7,"lang":"go","ver":"1","kind":"Client"},\
            "sent":{"msgs":3,"bytes":30},"received":{"msgs":0,"bytes":0},"reason":"Client Closed"}
            """
        let seen = try #require(event("$SYS.ACCOUNT.A.DISCONNECT", text))
        #expect(seen.name == "client_disconnect")
        #expect(seen.account == "A")
        #expect(
            seen.row == [
                "time": "2026-01-01T00:00:00Z", "event": "client_disconnect", "server": "n1", "account": "A", "user": "a",
                "client": "app", "from": "10.0.0.1", "cid": 7, "library": "go 1", "reason": "Client Closed", "sent_msgs": 3,
                "sent_bytes": 30,
            ])
        #expect(seen.words == "client_disconnect A a n1 Client Closed")
    }

    @Test func `never tell a token`() throws {
        for (version, subject, ownToken, tells) in [
            ("2.15.1", "$SYS.ACCOUNT.A.CONNECT", true, true), ("2.10.26", "$SYS.ACCOUNT.A.CONNECT", true, false),
            ("2.10.26", "$SYS.ACCOUNT.A.CONNECT", false, true), ("2.10.26", "$SYS.SERVER.N1.CLIENT.AUTH.ERR", false, false),
            ("2.15.1", "$SYS.SERVER.N1.CLIENT.AUTH.ERR", false, true),
        ] {
            let text = #"{"type":"a.b.client_x","server":\#(server(version)),"client":{"acc":"A","user":"t0ken"}}"#
            #expect((event(subject, text, ownToken: ownToken)?.row["user"] != nil) == tells, "\(version) \(subject)")
        }
    }

    @Test func `are named by their subjects where they have no type`() throws {
        let down = try #require(event("$SYS.SERVER.N1.SHUTDOWN", server("2.15.1")))
        #expect(down.row == ["time": "2026-01-01T00:00:00Z", "event": "server_shutdown", "server": "n1"])
        #expect(event("$SYS.SERVER.N1.LAMEDUCK", server("2.15.1"))?.name == "server_lame_duck")
        let figures = event(
            "$SYS.SERVER.N1.STATSZ", #"{"server":\#(server("2.15.1")),"statsz":{"connections":4,"cpu":1.5,"mem":9}}"#)
        #expect(figures?.name == "server_stats")
        #expect(figures?.row["connections"] == 4)
    }

    @Test func `of JetStream keep what is particular, whatever newer servers call it`() throws {
        let elected = try #require(
            event(
                "$JS.EVENT.ADVISORY.DOMAIN.LEADER_ELECTED",
                """
                {"type":"io.nats.jetstream.advisory.v1.domain_leader_elected","leader":"p2","domain":"hub","novelty":1,\
                "replicas":[{"name":"n1","current":true,"peer":"p1"},{"name":"n2","current":true,"peer":"p2"},\
                {"name":"n3","current":false,"peer":"p3"}]}
                """))
        #expect(elected.row["leader"] == "n2")
        #expect(elected.row["behind"] == ["n3"])
        #expect(elected.row["novelty"] == 1)
        let request = try #require(
            event(
                "$JS.EVENT.ADVISORY.API",
                """
                {"type":"io.nats.jetstream.advisory.v1.api_audit","server":"n1","client":{"acc":"A","user":"a"},"subject":"$JS.API.X",\
                "request":"{\\"secret\\":1}","response":"{\\"error\\":{\\"code\\":404,\\"err_code\\":10059,\\"description\\":\\"gone\\"}}"}
                """))
        #expect(request.row["error"] == "gone")
        #expect(request.row["err_code"] == 10059)
        #expect(!JSONValue.object(request.row).text.contains("secret"))
    }

    @Test func `that are none are passed over`() {
        #expect(event("$SYS.SERVER.N1.SHUTDOWN", "no JSON") == nil)
        #expect(event("$SYS.SERVER.N1.SHUTDOWN", "[1]") == nil)
    }
}
