import Audit
import Guard
import JSON
import Model

/// Small captures: one server, or three in a cluster, with what a test puts into them.
struct World {
    static let now = "2026-11-29T12:00:00Z"
    var capture = Capture(program: "0", taken: World.now)

    init() {}

    /// A server as 2.15.1 tells of itself, healthy; `varz` and `jsz` are laid over it.
    mutating func server(
        _ name: String = "s1", cluster: String? = nil, version: String = "2.15.1", varz: JSONObject = [:], jsz: JSONObject = [:],
        documents: [String: JSONObject] = [:], without: [String] = []
    ) {
        var identity: JSONObject = [
            "name": .string(name), "id": .string("ID" + name), "ver": .string(version), "jetstream": true,
        ]
        if let cluster { identity.append("cluster", .string(cluster)) }
        var server = ServerCapture(ServerIdentity(json: identity), source: "test")
        let config: JSONObject = [
            "max_memory": 1000, "max_storage": 1000, "store_dir": "/data/nats", "sync_interval": 120_000_000_000, "strict": true,
        ]
        server.documents = [
            "varz": World.laid(
                varz,
                over: [
                    "auth_required": true, "tls_required": true, "host": "0.0.0.0", "max_payload": 1_048_576, "cores": 2,
                    "cpu": 1,
                    "mem": 1000, "ping_interval": 120_000_000_000, "write_deadline": 10_000_000_000, "connections": 3,
                    "max_connections": 65536, "slow_consumers": 0, "stale_connections": 0,
                    "tls_cert_not_after": "2028-01-01T00:00:00Z",
                    "jetstream": ["config": .object(config), "limits": ["default_max_consumers": 1000]],
                ]),
            "jsz": World.laid(
                jsz, over: ["config": .object(config), "memory": 0, "storage": 0, "ha_assets": 0, "api": ["errors": 0]]),
            "healthz": ["status": "ok", "status_code": 200], "connz": ["connections": []], "routez": ["routes": []],
            "gatewayz": ["outbound_gateways": [:], "inbound_gateways": [:]], "leafz": ["leafs": []],
            "accountz": ["accounts": ["APP"]], "raftz": [:], "account_details": ["APP": ["client_connections": 3]],
        ]
        for (name, document) in documents { server.documents[name] = document }
        for name in without {
            server.documents[name] = nil
            server.unseen[name] = "not for this user"
        }
        capture.take(server)
        capture.expectedServers["test"] = capture.servers.count
    }

    /// Three servers that know each other; the third is called by `last`.
    mutating func cluster(
        _ name: String = "C", versions: [String] = ["2.15.1", "2.15.1", "2.15.1"], varz: [JSONObject] = [[:], [:], [:]]
    ) {
        let names = ["n1", "n2", "n3"]
        for (index, own) in names.enumerated() {
            let routes = names.filter { $0 != own }.map {
                JSONValue.object(["remote_id": .string("ID" + $0), "remote_name": .string($0)])
            }
            let peers = names.dropFirst().map { JSONValue.object(["name": .string($0), "current": true, "active": 500_000_000]) }
            let meta: JSONObject = [
                "name": .string(name), "leader": "n1", "cluster_size": 3, "replicas": index == 0 ? .array(peers) : .array([]),
            ]
            server(
                own, cluster: name, version: versions[index], varz: varz[index], jsz: ["meta_cluster": .object(meta)],
                documents: ["routez": ["routes": .array(routes)]])
        }
    }

    mutating func account(_ change: (inout AccountCapture) -> Void = { _ in }) {
        var account = AccountCapture(name: "APP", context: "app", isOwn: true, source: "test")
        account.info = [
            "memory": 0, "storage": 0, "streams": 1, "consumers": 0, "limits": ["max_storage": -1], "api": ["level": 5],
        ]
        account.user = ["user": "app", "account": "APP"]
        change(&account)
        capture.accounts.append(account)
    }

    static func laid(_ top: JSONObject, over base: JSONObject) -> JSONObject {
        var object = base
        for member in top.members { object[member.key] = member.value.isNull ? nil : member.value }
        return object
    }

    /// A stream as it is told, with a limit, so that only what a test plants is wrong.
    static func stream(
        _ name: String = "S", config: JSONObject = [:], state: JSONObject = [:], more: JSONObject = [:]
    ) -> JSONObject {
        let base: JSONObject = [
            "name": .string(name), "subjects": [.string(name.lowercased() + ".>")], "retention": "limits", "max_consumers": -1,
            "max_msgs": -1, "max_bytes": 1_000_000, "max_age": 0, "max_msgs_per_subject": -1, "discard": "old", "storage": "file",
            "num_replicas": 1, "duplicate_window": 120_000_000_000,
        ]
        let own = laid(
            state, over: ["messages": 10, "bytes": 1000, "first_seq": 1, "last_seq": 10, "num_subjects": 1, "consumer_count": 0])
        return laid(
            more, over: ["config": .object(laid(config, over: base)), "created": "2026-11-01T00:00:00Z", "state": .object(own)])
    }

    static func consumer(
        _ name: String = "W", stream: String = "S", config: JSONObject = [:], more: JSONObject = [:]
    ) -> JSONObject {
        let base: JSONObject = [
            "name": .string(name), "durable_name": .string(name), "ack_policy": "explicit", "ack_wait": 30_000_000_000,
            "max_deliver": -1, "max_ack_pending": 1000, "deliver_policy": "all", "replay_policy": "instant", "max_waiting": 512,
        ]
        return laid(
            more,
            over: [
                "stream_name": .string(stream), "name": .string(name), "created": "2026-11-01T00:00:00Z",
                "config": .object(laid(config, over: base)), "delivered": ["consumer_seq": 10, "stream_seq": 10],
                "ack_floor": ["consumer_seq": 10, "stream_seq": 10], "num_ack_pending": 0, "num_redelivered": 0, "num_waiting": 1,
                "num_pending": 0,
            ])
    }

    /// One account with these streams and consumers.
    static func streams(
        _ streams: [JSONObject], consumers: [String: [JSONObject]] = [:], change: (inout AccountCapture) -> Void = { _ in }
    ) -> World {
        var world = World()
        world.server()
        world.account { account in
            account.streams = PackedObjects(streams)
            for (stream, list) in consumers {
                var own = AccountCapture.Consumers()
                own.list = PackedObjects(list)
                account.consumers[stream] = own
            }
            change(&account)
        }
        return world
    }

    func report(_ thresholds: Thresholds = .standard) -> AuditReport {
        Assessor.assess(capture, now: World.now, thresholds: thresholds, program: "0")
    }

    /// What one check says: the levels of its findings, `pass` where it only passed, `unknown` where it could not be judged.
    func verdict(_ code: String, _ name: String? = nil) -> [String] {
        let own = report().checks.filter { $0.code == code && (name == nil || $0.name == name) }
        let findings = own.flatMap(\.findings).map(\.level.rawValue)
        if !findings.isEmpty { return findings.sorted() }
        if own.contains(where: { !$0.unknown.isEmpty }) { return ["unknown"] }
        return own.contains { $0.passed > 0 } ? ["pass"] : []
    }
}
