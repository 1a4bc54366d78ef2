import Audit
import Guard
import JSON
import Model
import Testing

/// Checks that look across servers.
struct SystemCheckTests {
    static func cluster(_ change: (inout World) -> Void = { _ in }) -> World {
        var world = World()
        world.cluster()
        change(&world)
        return world
    }

    @Test(arguments: ["NG-V008", "NG-V009", "NG-A001", "NG-A002", "NG-A003", "NG-A010", "NG-A030", "NG-A034"])
    func `a healthy cluster passes, one nobody sees is unknown`(_ code: String) {
        #expect(Self.cluster().verdict(code) == ["pass"])
        var nobody = World()
        nobody.capture.unseen = [Capture.Unseen("servers", source: "x", "not of the system account")]
        #expect(nobody.verdict(code) == ["unknown"])
    }

    @Test func `servers that differ`() {
        var world = World()
        world.cluster(versions: ["2.15.1", "2.15.1", "2.14.7"], varz: [[:], ["max_payload": 2_000_000], [:]])
        #expect(world.verdict("NG-V008") == ["warn", "warn"])
    }

    @Test func `no leader, two leaders, rescue, an even group`() {
        func meta(_ index: Int, _ fields: JSONObject) -> World {
            Self.cluster { world in
                var jsz = world.capture.servers[index].documents["jsz"] ?? [:]
                jsz["meta_cluster"] = .object(World.laid(fields, over: jsz["meta_cluster"]?.object ?? [:]))
                world.capture.servers[index].documents["jsz"] = jsz
            }
        }
        #expect(meta(1, ["leader": "n2"]).verdict("NG-V009") == ["danger"])
        #expect(meta(0, ["rescue": true]).verdict("NG-V009") == ["danger"])
        #expect(meta(0, ["cluster_size": 4]).verdict("NG-V009") == ["warn"])
        let headless = Self.cluster { world in
            for index in world.capture.servers.indices {
                world.capture.servers[index].documents["jsz"]?["meta_cluster"] = ["leader": "", "cluster_size": 3]
            }
        }
        #expect(headless.verdict("NG-V009") == ["danger"])
        #expect(headless.verdict("NG-A010") == ["unknown"])
    }

    @Test func `a peer the leader misses`() {
        let world = Self.cluster { world in
            world.capture.servers[0].documents["jsz"]?["meta_cluster"] = [
                "leader": "n1", "cluster_size": 3,
                "replicas": [
                    ["name": "n2", "current": true, "active": 500], ["name": "n3", "current": true, "active": 25_000_000_000],
                ],
            ]
        }
        #expect(world.verdict("NG-A010") == ["danger"])
    }

    @Test func `a server that does not answer`() {
        let world = Self.cluster { $0.capture.servers.removeLast() }
        #expect(world.verdict("NG-A030") == ["danger"])
        let silent = Self.cluster { $0.capture.expectedServers["test"] = 5 }
        #expect(silent.verdict("NG-A030") == ["danger"])
        let unknown = Self.cluster { $0.capture.expectedServers = [:] }
        #expect(unknown.verdict("NG-A030") == ["unknown"])
    }

    @Test func `a route that is missing`() {
        let world = Self.cluster { $0.capture.servers[2].documents["routez"] = ["routes": [["remote_id": "IDn1"]]] }
        #expect(world.verdict("NG-A034") == ["danger"])
    }

    @Test func `a server with most of the memory`() {
        let world = Self.cluster { $0.capture.servers[1].documents["varz"]?["mem"] = 10_000 }
        #expect(world.verdict("NG-A002") == ["warn"])
    }

    @Test func `a server without its neighbours' gateway`() {
        let world = Self.cluster { world in
            for index in [0, 1] { world.capture.servers[index].documents["gatewayz"] = ["outbound_gateways": ["EAST": [:]]] }
        }
        #expect(world.verdict("NG-A003") == ["danger"])
    }

    @Test func `connections of an account near its limit`() {
        func limited(_ limit: Int64) -> World {
            Self.cluster { world in
                for index in world.capture.servers.indices {
                    world.capture.servers[index].documents["account_details"] = [
                        "APP": ["client_connections": 3, "claim": ["limits": ["conn": JSONValue(limit)]]]
                    ]
                }
            }
        }
        #expect(limited(8).verdict("NG-A001") == ["danger"])
        #expect(limited(9).verdict("NG-A001") == ["warn"])
        #expect(limited(100).verdict("NG-A001") == ["pass"])
        #expect(limited(-1).verdict("NG-A001") == ["pass"])
    }

    @Test func `credentials that end soon`() {
        func user(_ seconds: Int64) -> World {
            var world = World.streams([])
            world.capture.accounts[0].user = ["expires": JSONValue(seconds * 1_000_000_000)]
            return world
        }
        #expect(user(0).verdict("NG-A029") == ["pass"])
        #expect(user(10 * 86_400).verdict("NG-A029") == ["warn"])
        #expect(user(3600).verdict("NG-A029") == ["danger"])
        var unknown = World.streams([])
        unknown.capture.accounts[0].user = nil
        #expect(unknown.verdict("NG-A029") == ["unknown"])
    }

    @Test func `the age of the newest backup`() {
        func backup(_ newest: String?) -> World {
            var world = World()
            world.capture.backups = [Capture.Backup(root: "/b", newest: newest, path: "x", incomplete: 0)]
            return world
        }
        #expect(backup("2026-11-29T01:00:00Z").verdict("NG-A023") == ["pass"])
        #expect(backup("2026-11-27T01:00:00Z").verdict("NG-A023") == ["warn"])
        #expect(backup("2026-10-01T01:00:00Z").verdict("NG-A023") == ["danger"])
        #expect(backup(nil).verdict("NG-A023") == ["danger"])
        var unread = World()
        unread.capture.unseen = [Capture.Unseen("backups", source: "/b", "no such directory")]
        #expect(unread.verdict("NG-A023") == ["unknown"])
    }

    @Test func `two systems with the same names are not compared with each other`() {
        var world = World()
        world.cluster()
        var other = World()
        other.cluster(versions: ["2.14.7", "2.14.7", "2.14.7"])
        for var server in other.capture.servers {
            var identity = server.identity.json
            identity["id"] = .string("other" + server.identity.id)
            server.identity = ServerIdentity(json: identity)
            server.sources = ["other"]
            let routes = server.documents["routez"]?["routes"]?.array ?? []
            server.documents["routez"] = [
                "routes": .array(routes.map { ["remote_id": .string("other" + ($0["remote_id"]?.string ?? ""))] })
            ]
            world.capture.take(server)
        }
        #expect(Systems(world.capture).count == 2)
        for code in ["NG-V008", "NG-V009", "NG-A030", "NG-A034"] { #expect(world.verdict(code) == ["pass"], "\(code)") }
        world.account()
        let same = AccountCapture(name: "APP", context: nil, isOwn: false, source: "other")
        #expect(world.capture.index(of: same) == nil)
        #expect(world.capture.index(of: AccountCapture(name: "APP", context: nil, isOwn: false, source: "test")) == 0)
    }
}
