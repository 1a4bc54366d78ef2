import Audit
import Guard
import JSON
import Model
import Testing

/// Checks of streams and consumers.
struct StreamCheckTests {
    static func cluster(_ replicas: [JSONValue], leader: String = "n1") -> JSONObject {
        ["cluster": ["name": "C", "leader": .string(leader), "replicas": .array(replicas)]]
    }
    static let current: JSONValue = ["name": "n2", "current": true, "active": 500_000_000]
    static let other: JSONValue = ["name": "n3", "current": true, "active": 500_000_000]

    static func replicated(_ replicas: [JSONValue], leader: String = "n1") -> World {
        World.streams([World.stream(config: ["num_replicas": 3], more: cluster(replicas, leader: leader))])
    }

    @Test func `streams that were not listed make checks unknown`() {
        let world = World.streams([]) { $0.unseen["streams"] = "permission denied" }
        let report = world.report()
        for code in ["NG-A005", "NG-A006", "NG-A016", "NG-A017", "NG-A019", "NG-A020", "NG-S012", "NG-C001"] {
            #expect(world.verdict(code) == ["unknown"], "\(code)")
        }
        #expect(report.exitCode == 0 || report.exitCode == 1)
    }

    @Test func `consumers that were not read make checks unknown`() {
        let world = World.streams([World.stream(state: ["consumer_count": 4])])
        #expect(world.verdict("NG-A017") == ["unknown"])
    }

    @Test func `a copy that is behind by its own server's word`() {
        var world = Self.replicated([Self.current, Self.other])
        #expect(world.verdict("NG-A005") == ["unknown"])
        world.capture.replicas = [("n1", 10_000), ("n2", 9_950), ("n3", 8_000)].map {
            ReplicaCapture(account: "APP", stream: "S", server: $0.0, lastSequence: $0.1, source: "test")
        }
        #expect(world.verdict("NG-A005") == ["danger"])
        world.capture.replicas[2] = ReplicaCapture(account: "APP", stream: "S", server: "n3", lastSequence: 9_999, source: "test")
        #expect(world.verdict("NG-A005") == ["pass"])
    }

    @Test func `copies as their leader sees them`() {
        #expect(Self.replicated([Self.current, Self.other]).verdict("NG-A024") == ["pass"])
        #expect(Self.replicated([Self.current, Self.other], leader: "").verdict("NG-A024") == ["danger"])
        #expect(Self.replicated([Self.current]).verdict("NG-A024") == ["danger"])
        let silent: JSONValue = ["name": "n3", "current": true, "active": 30_000_000_000]
        #expect(Self.replicated([Self.current, silent]).verdict("NG-A024") == ["danger"])
        let behind: JSONValue = ["name": "n3", "current": false, "lag": 40, "active": 100]
        #expect(Self.replicated([Self.current, behind]).verdict("NG-A024") == ["danger"])
    }

    @Test func `streams near their limits`() {
        func full(_ discard: String, _ bytes: Int64) -> [String] {
            World.streams([World.stream(config: ["discard": .string(discard)], state: ["bytes": JSONValue(bytes)])]).verdict(
                "NG-A006")
        }
        #expect(full("new", 950_000) == ["warn"])
        #expect(full("old", 950_000) == ["info"])
        #expect(full("new", 500_000) == ["pass"])
    }

    @Test func `a stream's own limits in its metadata`() {
        func monitored(_ metadata: JSONObject, more: JSONObject = [:]) -> [String] {
            World.streams([World.stream(config: ["metadata": .object(metadata)], more: more)]).verdict("NG-A007")
        }
        #expect(monitored(["io.nats.monitor.msgs-critical": "50"]) == ["danger"])
        #expect(monitored(["io.nats.monitor.msgs-warn": "50"]) == ["warn"])
        #expect(monitored(["io.nats.monitor.msgs-warn": "5", "io.nats.monitor.msgs-critical": "8"]) == ["danger"])
        #expect(monitored(["io.nats.monitor.msgs-critical": "5"]) == ["pass"])
        #expect(monitored(["io.nats.monitor.subjects-critical": "5"]) == ["danger"])
        #expect(monitored(["io.nats.monitor.min-sources": "1"]) == ["danger"])
        #expect(monitored(["io.nats.monitor.peer-expect": "3"]) == ["danger"])
        #expect(
            monitored(["io.nats.monitor.lag-critical": "10"], more: ["mirror": ["name": "O", "lag": 20, "active": 1]]) == [
                "danger"
            ])
        #expect(
            monitored(
                ["io.nats.monitor.seen-critical": "1m"], more: ["mirror": ["name": "O", "lag": 0, "active": 90_000_000_000]]) == [
                    "danger"
                ])
        #expect(monitored(["io.nats.monitor.msgs-critical": "50", "io.nats.monitor.enabled": "false"]) == [])
        #expect(monitored(["io.nats.monitor.msgs-critical": "many"]) == ["warn"])
        #expect(monitored([:]) == [])
    }

    @Test func `a critical stream that is not durable`() {
        func critical(_ config: JSONObject) -> [String] {
            let own = World.laid(config, over: ["metadata": ["guard.critical": "true"]])
            var world = World.streams([World.stream(config: own)])
            world.capture.servers[0].documents["varz"]?["jetstream"] = ["config": ["sync_always": true]]
            world.capture.servers[0].documents["jsz"]?["config"] = ["sync_always": true]
            return world.verdict("NG-A015")
        }
        #expect(critical(["num_replicas": 3]) == ["pass"])
        #expect(critical(["num_replicas": 1]) == ["danger"])
        #expect(critical(["num_replicas": 3, "storage": "memory"]) == ["danger"])
        var blind = World.streams([World.stream(config: ["num_replicas": 3, "metadata": ["guard.critical": "true"]])])
        blind.capture.servers = []
        #expect(blind.verdict("NG-A015") == ["unknown"])
    }

    @Test func `a mirror is judged by its origin's sequences`() {
        func mirror(own: Int64, origin: Int64?, active: Int64 = 1000, change: (inout AccountCapture) -> Void = { _ in })
            -> [String]
        {
            let copy = World.stream(
                "M", config: ["mirror": ["name": "O"], "subjects": nil], state: ["last_seq": JSONValue(own)],
                more: ["mirror": ["name": "O", "lag": 0, "active": JSONValue(active)]])
            let origins = origin.map { [World.stream("O", state: ["last_seq": JSONValue($0)])] } ?? []
            return World.streams([copy] + origins, change: change).verdict("NG-A016")
        }
        #expect(mirror(own: 100, origin: 100) == ["pass"])
        #expect(mirror(own: 100, origin: 5) == ["danger"], "the origin was made anew")
        #expect(mirror(own: 100, origin: 9000) == ["danger"], "it stands still")
        #expect(mirror(own: 100, origin: nil) == ["danger"], "there is no origin")
        #expect(mirror(own: 100, origin: 100, active: -1) == ["danger"], "never heard of")
        #expect(mirror(own: 100, origin: nil) { $0.unseen["more"] = "limits" } == ["unknown"])
    }

    @Test func `a source that is not heard of`() {
        func source(_ active: Int64) -> [String] {
            World.streams([World.stream(more: ["sources": [["name": "O", "lag": 0, "active": JSONValue(active)]]])]).verdict(
                "NG-A028")
        }
        #expect(source(1000) == ["pass"])
        #expect(source(-1) == ["warn"])
    }

    @Test func `streams and consumers that are lost, offline, or ghosts`() {
        let world = World.streams([World.stream()]) { account in
            account.missing = ["A"]
            account.offline = ["B": "unsupported API level"]
            account.ghosts = ["G"]
            var own = AccountCapture.Consumers()
            own.missing = ["c"]
            own.offline = ["d": "unsupported"]
            account.consumers["S"] = own
        }
        #expect(world.verdict("NG-A019") == ["danger", "danger"])
        #expect(world.verdict("NG-A020") == ["danger"])
        #expect(world.verdict("NG-A018") == ["danger", "danger"])
        let healthy = World.streams([World.stream()])
        for code in ["NG-A018", "NG-A019", "NG-A020"] { #expect(healthy.verdict(code) == ["pass"]) }
    }

    @Test func `a stream that is full soon`() {
        func growing(to bytes: Int64?) -> [String] {
            var world = World.streams([World.stream(config: ["discard": "new", "max_bytes": 10_000_000])])
            if let bytes {
                var growth = Growth(seconds: 60)
                growth.streams[Growth.key(world.capture.accounts[0], "S")] = [
                    "messages": 20, "bytes": JSONValue(bytes), "last_seq": 20,
                ]
                world.capture.later = growth
            }
            return world.verdict("NG-A021")
        }
        #expect(growing(to: nil) == ["unknown"])
        #expect(growing(to: 1000) == ["pass"])
        #expect(growing(to: 100_000) == ["danger"])
        #expect(growing(to: 2_000) == ["warn"])
    }

    @Test func `what a downgrade would take offline`() {
        func level(_ level: String, server: String = "2.15.1") -> [String] {
            var world = World.streams([World.stream(config: ["metadata": ["_nats.req.level": .string(level)]])])
            world.capture.servers = []
            world.server(version: server)
            return world.verdict("NG-A022")
        }
        #expect(level("0") == ["pass"])
        #expect(level("5") == ["info"])
        #expect(level("4", server: "2.12.4") == ["danger"])
        let needing: JSONObject = ["metadata": ["_nats.req.level": "5"]]
        let world = World.streams(
            [World.stream(), World.stream("T", config: needing)], consumers: ["S": [World.consumer(config: needing)]])
        let effects = world.report().findings.filter { $0.code == "NG-A022" }.map(\.effect)
        #expect(effects == ["1 stream and 1 consumer need API level 5: a downgrade by one release would take them offline"])
    }

    @Test func `an account near its limits`() {
        func used(_ info: JSONObject?) -> [String] {
            World.streams([]) { account in
                account.info = info
                if info == nil { account.unseen["info"] = "denied" }
            }.verdict("NG-A025")
        }
        #expect(used(["storage": 95, "limits": ["max_storage": 100]]) == ["danger"])
        #expect(used(["streams": 8, "limits": ["max_streams": 10]]) == ["warn"])
        #expect(used(["storage": 1, "tiers": ["R3": ["storage": 80, "limits": ["max_storage": 100]]]]) == ["warn"])
        #expect(used(["storage": 5, "limits": ["max_storage": 100]]) == ["pass"])
        #expect(used(nil) == ["unknown"])
    }

    static func consumer(_ config: JSONObject = [:], _ more: JSONObject = [:], stream: JSONObject = [:], later: JSONObject? = nil)
        -> World
    {
        var world = World.streams(
            [World.stream(config: stream, state: ["consumer_count": 1])],
            consumers: ["S": [World.consumer(config: config, more: more)]])
        if let later {
            var growth = Growth(seconds: 10)
            growth.consumers[Growth.key(world.capture.accounts[0], "S", "W")] = later
            world.capture.later = growth
        }
        return world
    }

    @Test func `messages that were given up`() {
        let dead: JSONObject = ["ack_floor": ["consumer_seq": 5, "stream_seq": 5]]
        #expect(Self.consumer(["max_deliver": 3], dead).verdict("NG-A017") == ["danger"])
        #expect(Self.consumer(["max_deliver": 3]).verdict("NG-A017") == ["pass"])
        #expect(Self.consumer([:], dead).verdict("NG-A017") == [], "without max_deliver none is given up")
    }

    @Test func `a consumer's own limits in its metadata`() {
        func monitored(_ metadata: JSONObject, _ more: JSONObject = [:]) -> [String] {
            Self.consumer(["metadata": .object(metadata)], more).verdict("NG-A008")
        }
        #expect(monitored(["io.nats.monitor.unprocessed-critical": "5"], ["num_pending": 9]) == ["danger"])
        #expect(monitored(["io.nats.monitor.outstanding-ack-critical": "5"], ["num_ack_pending": 9]) == ["danger"])
        #expect(monitored(["io.nats.monitor.waiting-critical": "1"]) == ["danger"])
        #expect(monitored(["io.nats.monitor.redelivery-critical": "1"], ["num_redelivered": 2]) == ["danger"])
        #expect(monitored(["io.nats.monitor.last-delivery-critical": "1h"]) == ["danger"])
        let recent: JSONObject = ["ack_floor": ["stream_seq": 10, "last_active": "2026-11-29T11:59:00Z"]]
        #expect(monitored(["io.nats.monitor.last-ack-critical": "1h"], recent) == ["pass"])
        #expect(monitored(["io.nats.monitor.unprocessed-critical": "5"]) == ["pass"])
    }

    @Test func `a consumer without a leader, or with a server less`() {
        #expect(Self.consumer([:], Self.cluster([Self.current], leader: "")).verdict("NG-A033") == ["danger"])
        #expect(Self.consumer([:], Self.cluster([["name": "n2", "offline": true]])).verdict("NG-A033") == ["warn"])
        #expect(Self.consumer([:], Self.cluster([Self.current])).verdict("NG-A033") == ["pass"])
    }

    @Test func `a durable nobody reads`() {
        let idle: JSONObject = ["num_pending": 10, "num_waiting": 0]
        #expect(Self.consumer([:], idle).verdict("NG-A026") == ["warn"])
        #expect(Self.consumer([:], idle, stream: ["retention": "workqueue"]).verdict("NG-A026") == ["danger"])
        #expect(Self.consumer([:], ["num_pending": 10, "num_waiting": 1]).verdict("NG-A026") == ["pass"])
    }

    @Test func `workers that finish nothing`() {
        let full: JSONObject = ["num_ack_pending": 1000, "num_pending": 50, "ack_floor": ["stream_seq": 5]]
        #expect(Self.consumer([:], full).verdict("NG-A032") == ["warn"], "one sample is no proof")
        #expect(Self.consumer([:], ["num_waiting": 512]).verdict("NG-A032") == ["warn"])
        #expect(Self.consumer([:], ["num_redelivered": 3]).verdict("NG-A032") == ["info"])
        #expect(Self.consumer().verdict("NG-A032") == ["pass"])
        #expect(
            Self.consumer([:], full, later: ["ack_floor": ["stream_seq": 5], "num_ack_pending": 1000, "num_redelivered": 0])
                .verdict("NG-A032")
                == ["danger"])
        #expect(
            Self.consumer([:], full, later: ["ack_floor": ["stream_seq": 900], "num_ack_pending": 1000, "num_redelivered": 0])
                .verdict("NG-A032")
                == ["pass"])
        #expect(
            Self.consumer(
                [:], ["num_ack_pending": 2], later: ["ack_floor": ["stream_seq": 10], "num_ack_pending": 2, "num_redelivered": 2]
            )
            .verdict("NG-A032") == ["warn"])
    }

    @Test func `rules of the guard run on what is there`() {
        #expect(World.streams([World.stream(config: ["storage": "memory"])]).verdict("NG-S012") == ["danger"])
        #expect(World.streams([World.stream()]).verdict("NG-S012") == ["pass"])
        #expect(Self.consumer(["ack_policy": "none"]).verdict("NG-C001") == ["danger"])
        #expect(Self.consumer().verdict("NG-C001") == ["pass"])
    }
}
