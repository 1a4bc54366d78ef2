import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import System

@Suite struct `Questions to servers` {
    @Test func `are answered to the system account by as many servers as there are`() async throws {
        let world = try await SystemWorld()
        let system = SystemClient(client: world.system, timeout: .seconds(20))
        let clock = ContinuousClock()
        let begun = clock.now
        let servers = try await system.servers()
        #expect(begun.duration(to: clock.now) < .seconds(10), "the answer itself says that no other will come")
        #expect(servers.expected == 1)
        #expect(servers.servers.map(\.name) == ["solo"])
        #expect(servers.all.first?.data["connections"]?.int == 3)
        #expect(servers.servers.first?.hasJetStream == true)
        for document in ServerDocument.allCases where document.isOfOneServer {
            let all = try await system.ask(document, of: servers.servers)
            #expect(all.documents.count == 1, "\(document)")
            let one = try await system.ask(document, of: servers.servers[0])
            #expect(one.server.id == servers.servers[0].id, "\(document)")
            // A server that stands alone has no groups.
            #expect(one.data.isEmpty == (document == .raftz), "\(document)")
        }
        #expect(try await system.userInfo().data["account"] == "SYS")
        await world.close()
    }

    @Test func `are answered to other accounts about themselves alone`() async throws {
        let world = try await SystemWorld()
        let system = SystemClient(client: world.a, timeout: .seconds(20))
        for question in [ServerDocument.varz, .jsz, .statsz] {
            let error = await #expect(throws: SystemError.self) { try await system.ask(question) }
            #expect(error?.code == .systemAccountNeeded)
            #expect(error?.message.contains("account \"A\"") == true)
        }
        #expect(try await system.serversOfAccount().servers.map(\.name) == ["solo"])
        let connections = try await system.askOfAccount(.connz, ["auth": true]).documents.first?.data["connections"]?.array
        #expect(connections?.count == 1)
        #expect(connections?.first?["account"] == "A")
        await world.close()
    }

    @Test func `that may not be asked name the subject`() async throws {
        let world = try await SystemWorld()
        let mute = world.client("mute")
        let error = await #expect(throws: SystemError.self) {
            try await SystemClient(client: mute, timeout: .seconds(20)).serversOfAccount()
        }
        #expect(error?.codeName == "permission_denied")
        #expect(error?.message.contains("$SYS.REQ.ACCOUNT.PING.STATZ") == true)
        await mute.close()
        await world.close()
    }

    @Test func `end in time where somebody is waited for in vain`() async throws {
        let world = try await SystemWorld()
        let system = SystemClient(client: world.system, timeout: .milliseconds(300))
        let servers = try await system.servers(expect: 2)
        #expect(servers.isIncomplete)
        #expect(servers.all.count == 1)
        let ghost = ServerIdentity(json: ["id": "NGHOST", "name": "ghost", "ver": "2.15.1"])
        let answers = try await system.ask(.varz, of: servers.servers + [ghost])
        #expect(answers.isIncomplete)
        #expect(answers.documents.count == 1)
        await world.close()
    }

    @Test func `are refused in the servers' own words`() async throws {
        let world = try await SystemWorld()
        let system = SystemClient(client: world.system, timeout: .seconds(20))
        let answer = try await system.ask(.connz, ["sort": "beauty"], of: try await system.servers().servers[0])
        #expect(answer.error?.contains("beauty") == true)
        await world.close()
    }

    @Test func `are never made of an ID that would be another subject`() async throws {
        let world = try await SystemWorld()
        let system = SystemClient(client: world.system, timeout: .seconds(20))
        for id in ["", "a.b", "*", ">", "a b"] {
            let error = await #expect(throws: SystemError.self) {
                try await system.ask(.varz, of: ServerIdentity(json: ["id": .string(id)]))
            }
            #expect(error?.code == .malformedReply)
        }
        await world.close()
    }
}

@Suite struct `What servers tell` {
    private func server(_ version: String) -> ServerIdentity { ServerIdentity(json: ["id": "N", "ver": .string(version)]) }

    @Test func `is read in each of its forms`() throws {
        func answer(_ text: String) -> ServerAnswer? { ServerAnswer(Array(text.utf8), time: .zero) }
        #expect(answer(#"{"server":{"id":"N","name":"n"},"data":{"a":1}}"#)?.data["a"] == 1)
        #expect(answer(#"{"server":{"id":"N"},"statsz":{"a":1}}"#)?.data["a"] == 1)
        #expect(answer(#"{"server":{"id":"N"},"conns":1}"#)?.data["conns"] == 1)
        #expect(answer(#"{"id":"N","name":"n"}"#)?.server.name == "n")
        #expect(answer(#"{"server":{"id":"N"},"data":null,"error":{"code":500,"description":"no"}}"#)?.error == "no")
        #expect(answer("no JSON") == nil)
        #expect(answer("[]") == nil)
        #expect(answer("{}") == nil)
    }

    @Test func `has no secrets left in it`() {
        let row: JSONObject = ["cid": 1, "authorized_user": "t0ken", "jwt": "eyJ"]
        #expect(Redaction.connection(row, of: server("2.15.1"), ownToken: true)["authorized_user"] == "t0ken")
        #expect(Redaction.connection(row, of: server("2.10.26"), ownToken: false)["authorized_user"] == "t0ken")
        #expect(Redaction.connection(row, of: server("2.10.26"), ownToken: true)["authorized_user"] == nil)
        var web = row
        web["type"] = "websocket"
        #expect(Redaction.connection(web, of: server("2.10.26"), ownToken: false)["authorized_user"] == nil)
        #expect(Redaction.connection(row, of: server("2.15.1"), ownToken: false)["jwt"] == nil)
        let list: JSONObject = ["connections": [.object(row)]]
        #expect(
            Redaction.cleaned(list, .connz, of: server("2.9.10"), ownToken: true)["connections"]?.array?.first
                == ["cid": 1])
        let line: JSONValue = [
            "nats-server", "--auth", "t0ken", "-p", "4222", "--pass=secret", "--routes", "nats-route://me:secret@host:6222", "-c",
            "file",
        ]
        let cleaned = Redaction.cleaned(["cmdline": line], .expvarz, of: server("2.15.1"), ownToken: false)
        #expect(!JSONValue.object(cleaned).text.contains("t0ken") && !JSONValue.object(cleaned).text.contains("secret"))
        #expect(JSONValue.object(cleaned).text.contains("4222") && JSONValue.object(cleaned).text.contains("file"))
    }

    @Test func `of a group of servers shows who is silent`() {
        let group = MetaGroup(
            json: [
                "leader": "n1", "cluster_size": 3,
                "replicas": [
                    ["name": "n2", "current": true, "active": 500_000_000, "peer": "p2"],
                    ["name": "n3", "current": true, "active": 9_000_000_000, "peer": "p3"],
                ],
            ])
        #expect(group.quorum == 2)
        #expect(group.reachable == 2)
        #expect(group.names == ["n1", "n2", "n3"])
        #expect(group.peers.map(\.isSilent) == [false, true], "current or not: it is heard of every second")
        // Servers before 2.10 tell the time since 1970 of who was never heard of.
        let never = MetaPeer(json: ["name": "n4", "current": false, "active": 1_795_246_535_481_062_113])
        #expect(never.seen == nil)
        #expect(never.isSilent)
    }
}

@Suite struct `Levels of the API` {
    @Test func `belong to releases`() {
        for (release, level) in [
            (NATSRelease(2, 9), 0), (NATSRelease(2, 10), 0), (NATSRelease(2, 11), 1), (NATSRelease(2, 12), 2),
            (NATSRelease(2, 13), 2), (NATSRelease(2, 14), 4), (NATSRelease(2, 15), 5),
        ] { #expect(APILevel.level(of: release) == level) }
        #expect(APILevel.level(of: NATSRelease(2, 16)) == nil)
        #expect(APILevel.release(of: 3) == NATSRelease(2, 14))
        #expect(APILevel.release(of: 6) == nil)
        #expect(APILevel.before(NATSRelease(2, 15)) == NATSRelease(2, 14))
        #expect(APILevel.before(NATSRelease(2, 11)) == NATSRelease(2, 10))
    }
}
