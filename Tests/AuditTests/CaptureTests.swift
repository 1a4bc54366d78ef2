import Audit
import Guard
import JSON
import Model
import Testing

struct CaptureTests {
    static func world() -> World {
        var world = StreamCheckTests.consumer(["max_deliver": 3], ["ack_floor": ["stream_seq": 5]], stream: ["storage": "memory"])
        world.cluster()
        world.capture.replicas = [
            ReplicaCapture(account: "APP", stream: "S", server: "n1", lastSequence: UInt64.max, source: "test")
        ]
        world.capture.backups = [Capture.Backup(root: "/b", newest: World.now, path: "n", incomplete: 2)]
        world.capture.unseen = [Capture.Unseen("http", source: "http://x:8222", "refused")]
        world.capture.later = Growth(seconds: 3.5)
        world.capture.accounts[0].ghosts = ["GHOST"]
        return world
    }

    @Test func `a capture that was written and read again is the same`() throws {
        let world = Self.world()
        let text = JSONValue.object(world.capture.json).serialized()
        let read = try Capture(json: try #require(try JSONParser().parse(text).object))
        #expect(read == world.capture)
        #expect(try Capture(text: text) == world.capture)
        var written = ""
        world.capture.write { written += $0 }
        #expect(written == String(decoding: text, as: UTF8.self) + "\n", "in parts it is the same")
        #expect(
            Assessor.assess(read, now: World.now, program: "0") == Assessor.assess(world.capture, now: World.now, program: "0"))
    }

    @Test func `a newer capture, and what is none, is refused with a reason`() {
        var json = Self.world().capture.json
        json["version"] = 99
        #expect(throws: CaptureMistake.self) { try Capture(json: json) }
        #expect(throws: CaptureMistake.self) { try Capture(json: ["hello": "world"]) }
        for text in ["", "{", "[]", #"{"hello": "world"}"#] {
            #expect(throws: CaptureMistake.self) { try Capture(text: Array(text.utf8)) }
        }
        let text = String(decoding: JSONValue.object(Self.world().capture.json).serialized(), as: UTF8.self)
        let cut = text.replacing("\"stream_name\":", with: "\"name\":")
        #expect(throws: CaptureMistake.self, "a consumer with two names") { try Capture(text: Array(cut.utf8)) }
    }

    @Test func `an older capture lacks members and is read`() throws {
        let json: JSONObject = ["capture": "nats-operator", "version": 1, "taken": .string(World.now), "later": nil]
        let capture = try Capture(json: json)
        #expect(capture.accounts.isEmpty)
        #expect(Assessor.assess(capture, now: World.now, program: "0").exitCode == 3, "nothing was assessed")
    }

    @Test func `masked names are the same for the same, and verdicts stay`() throws {
        let world = Self.world()
        var masking = Masking()
        let json = masking.masked(world.capture.json)
        let text = String(decoding: JSONValue.object(json).serialized(), as: UTF8.self)
        for secret in ["\"S\"", "\"W\"", "APP", "GHOST", "n1", "http://x"] { #expect(!text.contains(secret), "\(secret)") }
        let masked = Assessor.assess(try Capture(json: json), now: World.now, program: "0")
        let plain = world.report()
        #expect(
            masked.findings.map { $0.code + $0.level.rawValue }.sorted()
                == plain.findings.map { $0.code + $0.level.rawValue }.sorted())
        #expect(masked.checks.map(\.passed) == plain.checks.map(\.passed))
    }

    @Test func `passwords of a configuration file are not kept, and its rules still judge`() throws {
        let conf = try ConfParser.parse(
            """
            listen: "0.0.0.0:4222", authorization { users [ { user: a, password: geheim } ] }
            cluster { routes: ["nats://ruser:rpass@host:6222"] }
            jetstream { sync_interval: 1m, key: topsecret }
            """
        ) { _, _ in "" }
        var world = World()
        world.capture.files = [Capture.File(path: "x.conf", conf: conf)]
        let text = JSONValue.object(world.capture.json).serialized()
        for secret in ["geheim", "rpass", "topsecret"] { #expect(!String(decoding: text, as: UTF8.self).contains(secret)) }
        let read = try Capture(json: try #require(try JSONParser().parse(text).object))
        let codes = { (capture: Capture) in Assessor.assess(capture, now: World.now, program: "0").findings.map(\.code) }
        #expect(codes(read) == codes(world.capture))
        #expect(codes(read).contains("NG-V002"))
    }
}
