import Audit
import Guard
import JSON
import Model
import Testing

/// Checks of single servers: each fires on its fault, passes on health, and is unknown where the document was not seen.
struct ServerCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let code: String
        var name: String?
        let fault: @Sendable (inout World) -> Void
        let level: String
        /// The document without which nothing can be said.
        let needs: String
        var testDescription: String { code + " " + (name ?? "") }
    }

    static func of(
        _ code: String, _ name: String? = nil, _ level: String, varz: JSONObject = [:], jsz: JSONObject = [:],
        version: String = "2.15.1",
        documents: [String: JSONObject] = [:], cluster: String? = nil, needs: String = "varz"
    ) -> Case {
        Case(
            code: code, name: name,
            fault: { $0.server(cluster: cluster, version: version, varz: varz, jsz: jsz, documents: documents) }, level: level,
            needs: needs)
    }

    static func jetStream(_ fields: JSONObject, limits: JSONObject = ["default_max_consumers": 1000]) -> JSONObject {
        let config = World.laid(
            fields, over: ["store_dir": "/data/nats", "sync_interval": 120_000_000_000, "strict": true, "max_storage": 1000])
        return ["jetstream": ["config": .object(config), "limits": .object(limits)]]
    }

    static let cases: [Case] = [
        of("NG-V002", "unit-trap", "danger", varz: jetStream(["sync_interval": 1_000_000_000_000_000])),
        of("NG-V002", "unit-trap", "danger", varz: ["ping_interval": 2_000_000_000_000_000]),
        of("NG-V003", "store-not-durable", "danger", varz: jetStream(["store_dir": "/tmp/nats/jetstream"])),
        of("NG-V004", "large-payloads", "warn", varz: ["max_payload": 16_777_216]),
        of("NG-V004", "large-payloads", "danger", varz: ["max_payload": 134_217_728]),
        of("NG-V005", "open-access", "danger", varz: ["auth_required": nil]),
        of("NG-V005", "open-access", "info", varz: ["auth_required": nil, "host": "127.0.0.1"]),
        of("NG-V006", "monitor-open", "danger", varz: ["http_host": "0.0.0.0", "http_port": 8222]),
        of("NG-V006", "monitor-open", "warn", varz: ["http_host": "10.1.2.3", "http_port": 8222]),
        of("NG-V007", "plaintext-connections", "warn", varz: ["tls_required": nil]),
        of("NG-V007", "certificate-expires", "warn", varz: ["tls_cert_not_after": "2026-12-20T00:00:00Z"]),
        of("NG-V007", "certificate-expires", "danger", varz: ["tls_cert_not_after": "2026-12-01T00:00:00Z"]),
        of("NG-V007", "certificate-expires", "danger", varz: ["cluster": ["tls_cert_not_after": "2026-11-01T00:00:00Z"]]),
        of("NG-V010", "many-replicated-assets", "warn", jsz: ["ha_assets": 1001], needs: "jsz"),
        of("NG-V011", "resources-nearly-used", "warn", jsz: ["storage": 800], needs: "jsz"),
        of("NG-V011", "resources-nearly-used", "danger", jsz: ["reserved_memory": 950], needs: "jsz"),
        of("NG-V012", "loose-requests", "warn", varz: jetStream(["strict": nil])),
        of("NG-V013", "consumers-unlimited", "warn", varz: jetStream([:], limits: ["default_max_consumers": -1])),
        of("NG-V014", "trouble-counted", "warn", varz: ["slow_consumers": 4]),
        of("NG-V015", "hasty-deadlines", "warn", varz: ["write_deadline": 1_000_000_000]),
        of("NG-V015", "hasty-deadlines", "warn", varz: ["connections": 95, "max_connections": 100]),
        of("NG-A009", nil, "danger", documents: ["leafz": ["leafs": [["name": "edge one"]]]], needs: "leafz"),
        of(
            "NG-A011", nil, "danger",
            documents: ["healthz": ["status": "unavailable", "status_code": 503, "errors": [["error": "write error"]]]],
            needs: "healthz"),
        of("NG-A012", nil, "danger", varz: ["cpu": 190.5]),
        of("NG-A013", nil, "warn", varz: jetStream(["domain": "my hub"])),
        of(
            "NG-A027", nil, "warn",
            documents: ["connz": ["connections": [["cid": 7, "name": "slow", "pending_bytes": 33_000_000]]]],
            needs: "connz"),
        of(
            "NG-A036", nil, "warn", documents: ["raftz": ["SYS": ["_meta_": ["committed": 5000, "applied": 10]]]], needs: "raftz"),
    ]

    @Test(arguments: cases) func `a fault is found`(_ one: Case) {
        var world = World()
        one.fault(&world)
        #expect(world.verdict(one.code, one.name) == [one.level])
    }

    @Test(arguments: cases) func `health passes, and what was not seen is unknown`(_ one: Case) {
        var healthy = World()
        healthy.server(documents: ["raftz": ["SYS": ["_meta_": ["committed": 10, "applied": 10]]]])
        #expect(healthy.verdict(one.code, one.name) == ["pass"])
        var blind = World()
        blind.server(without: ["varz", "jsz", "healthz", "connz", "leafz", "raftz"])
        #expect(blind.verdict(one.code, one.name) == ["unknown"])
        var nobody = World()
        nobody.capture.unseen = [Capture.Unseen("connection", source: "x", "refused")]
        #expect(nobody.verdict(one.code, one.name) == ["unknown"])
    }

    @Test(arguments: [
        ("2.10.22", ["danger"]), ("2.10.23", ["pass"]), ("2.12.1", ["danger"]), ("2.12.3", ["pass"]), ("2.11.4", ["pass"]),
        ("2.15.1", ["pass"]), ("", ["unknown"]),
    ])
    func `releases that lose data are known`(_ version: String, _ expected: [String]) {
        var world = World()
        world.server(version: version)
        #expect(world.verdict("NG-A014") == expected)
    }

    @Test func `a cluster's name may have no spaces`() {
        var world = World()
        world.server(cluster: "my cluster")
        #expect(world.verdict("NG-A004") == ["danger"])
        var fine = World()
        fine.server(cluster: "C1")
        #expect(fine.verdict("NG-A004") == ["pass"])
    }

    @Test func `durability is judged by what has one copy`() {
        var single = World.streams([World.stream()])
        #expect(single.verdict("NG-V001", "sync-not-always") == ["warn"])
        single.capture.servers = []
        single.server(varz: Self.jetStream(["sync_always": true]))
        #expect(single.verdict("NG-V001", "sync-not-always") == ["pass"])
        let copied = World.streams([World.stream(config: ["num_replicas": 3])])
        #expect(copied.verdict("NG-V001", "sync-not-always") == ["info"])
        let critical = World.streams([World.stream(config: ["num_replicas": 3, "metadata": ["guard.critical": "true"]])])
        #expect(critical.verdict("NG-V001", "sync-not-always") == ["warn"])
        var blind = World()
        blind.server()
        #expect(blind.verdict("NG-V001", "sync-not-always") == ["warn"], "unknown clears nothing")
    }

    @Test func `with two samples only what rises is a warning`() {
        var world = World()
        world.server(varz: ["slow_consumers": 4])
        var growth = Growth(seconds: 10)
        growth.servers["IDs1"] = ["slow_consumers": 4]
        world.capture.later = growth
        #expect(world.verdict("NG-V014") == ["info"])
        growth.servers["IDs1"] = ["slow_consumers": 6]
        world.capture.later = growth
        #expect(world.verdict("NG-V014") == ["warn"])
    }
}
