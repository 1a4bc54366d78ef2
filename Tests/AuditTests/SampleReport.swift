import Audit
import Guard
import JSON

/// Reports of a made-up system, for the golden files: what a bad day looks like, what a good one does, and one whose names were
/// chosen to break out of every format.
enum SampleReport {
    static let all = [("broken", broken), ("clean", clean), ("hostile", hostile), ("blind", blind)]

    private static let orders = AuditAsset(.stream, "ORDERS", account: "SHOP", context: "prod")

    static let broken: AuditReport = {
        var report = AuditReport(
            program: "1.2.3", captured: "2026-01-31T12:00:00Z", assessed: "2026-01-31T12:00:04.25Z",
            targets: [
                ["context": "prod", "url": "nats://nats-1:4222", "server": "nats-1", "cluster": "east", "account": "SHOP"]
            ],
            checks: checks,
            totals: [.init("servers", 3), .init("streams", 14), .init("consumers", 1_204), .init("connections", 12_345)],
            charts: charts,
            notes: [
                "Connections of other accounts were not seen: the user has no access to the system account.",
                "The configuration file of nats-3 was not given.",
            ])
        report.fixed = ["NG-S026@stream/SESSIONS", "SERVER_004@server/nats-2"]
        report.missing = ["SERVER_008"]
        return report
    }()

    private static let checks: [AuditCheck] = [
        AuditCheck(
            code: "NG-S026", name: "unlimited", about: "Streams that may grow until the disk is full.", passed: 11,
            findings: [
                finding(
                    "NG-S026", "unlimited", .warn, orders,
                    "No limit of bytes, messages or age; 41.2 GiB now, 1.1 GiB more a day.",
                    why:
                        "A stream without a limit grows until the disk is full, and then every stream of the server stands still.",
                    fix: AuditFix(
                        "Set a limit with room for a year.", tool: "stream_edit",
                        arguments: ["stream": "ORDERS", "max_bytes": 549_755_813_888]),
                    news: .known),
                finding(
                    "NG-S026", "unlimited", .warn, AuditAsset(.stream, "AUDIT_LOG", account: "SHOP", context: "prod"),
                    "No limit of bytes, messages or age; 3.4 GiB now.",
                    why:
                        "A stream without a limit grows until the disk is full, and then every stream of the server stands still.",
                    fix: AuditFix(
                        "Set a limit with room for a year.", tool: "stream_edit",
                        arguments: ["stream": "AUDIT_LOG", "max_age": "8760h"]),
                    news: .new),
                finding(
                    "NG-S026", "unlimited", .warn, AuditAsset(.bucket, "flags", account: "SHOP", context: "prod"),
                    "No limit of bytes; 12 KiB now.",
                    why:
                        "A stream without a limit grows until the disk is full, and then every stream of the server stands still.",
                    fix: AuditFix("Set a limit."), accepted: "holds 40 flags, until 2026-06-30", news: .known),
            ]),
        AuditCheck(
            code: "JETSTREAM_001", name: "Stream lagging replicas", about: "Replicas more than 10 % behind the newest.",
            passed: 13,
            findings: [
                finding(
                    "JETSTREAM_001", "Stream lagging replicas", .danger, orders,
                    "The replica on nats-3 is 1,204,331 messages (38 %) behind.",
                    why: "A replica that is behind can become the leader when others fail, and what it lacks is lost then.",
                    fix: AuditFix(
                        "Look at the disk and the network of nats-3; when both are well, let it catch up from a fresh copy.",
                        tool: "stream_peer_remove", arguments: ["stream": "ORDERS", "peer": "nats-3"]),
                    news: .new)
            ]),
        AuditCheck(
            code: "NG-C014", name: "stuck_consumer", about: "Consumers that have work and deliver nothing.", passed: 1_202,
            findings: [
                finding(
                    "NG-C014", "stuck_consumer", .danger,
                    AuditAsset(.consumer, "billing", parent: "ORDERS", account: "SHOP", context: "prod"),
                    "1,000 messages wait for an acknowledgement, which is max_ack_pending; nothing was delivered for 3 h.",
                    why: "A consumer whose max_ack_pending is reached gets nothing more until its clients acknowledge.",
                    fix: AuditFix(
                        "Find out why the clients of billing do not acknowledge.", tool: "consumer_info",
                        arguments: ["stream": "ORDERS", "consumer": "billing"]),
                    field: "max_ack_pending", news: .new),
                finding(
                    "NG-C014", "stuck_consumer", .info,
                    AuditAsset(.consumer, "report", parent: "ORDERS", account: "SHOP", context: "prod"),
                    "Paused until 2026-02-01T06:00:00Z.", why: "It is paused on purpose.",
                    fix: AuditFix("Nothing, when that is meant."), news: .known),
            ]),
        AuditCheck(
            code: "SERVER_002", name: "Server version", about: "Servers of one cluster that run different releases.",
            findings: [
                finding(
                    "SERVER_002", "Server version", .warn, AuditAsset(.cluster, "east", context: "prod"),
                    "2.12.1 on nats-3, 2.12.3 on nats-1 and nats-2.",
                    why:
                        "Mixed releases are fine while you upgrade. 2.12.1 can lose messages of a replicated stream at a restart.",
                    fix: AuditFix("Upgrade nats-3.", command: "apt-get install nats-server=2.12.3"), news: .new)
            ]),
        AuditCheck(
            code: "SERVER_008", name: "TLS certificate expiry", about: "Certificates that expire within 30 days.",
            unknown: [
                .init(AuditAsset(.server, "nats-1"), "VARZ needs the system account."),
                .init(AuditAsset(.server, "nats-2"), "VARZ needs the system account."),
            ]),
        AuditCheck(
            code: "SERVER_003", name: "Server CPU usage", about: "Servers that use more than 90 % of their cores.", passed: 2,
            unknown: [.init(AuditAsset(.server, "nats-3"), "No answer within 5s.")]),
        AuditCheck(
            code: "META_001", name: "Meta cluster offline replicas", about: "Members of the meta group that are offline.",
            passed: 1),
        AuditCheck(
            code: "CLUSTER_004", name: "Whitespace in cluster name", about: "Cluster names with blanks in them.", passed: 1),
    ]

    private static let charts: [AuditChart] = [
        AuditChart(
            "Storage by stream", .bars, unit: "bytes",
            [
                .init("ORDERS", 44_238_163_148), .init("EVENTS", 31_138_512_896, limit: 34_359_738_368),
                .init("KV_sessions", 8_804_682_956, limit: 10_737_418_240), .init("AUDIT_LOG", 3_650_722_201),
                .init("OBJ_reports_of_the_finance_department_2025_archive", 1_288_490_188, limit: 53_687_091_200),
                .init("MIRROR_east_west", 734_003_200, limit: 1_073_741_824), .init("KV_flags", 12_288),
            ]),
        AuditChart(
            "Growth", .bars, unit: "bytes per day",
            [.init("ORDERS", 1_181_116_006), .init("EVENTS", 402_653_184), .init("AUDIT_LOG", 98_304_000)]),
        AuditChart(
            "Consumer lag", .bars, unit: "messages",
            [
                .init("ORDERS/billing", 1_204_331), .init("EVENTS/search", 22_310), .init("EVENTS/mail", 1_204),
                .init("ORDERS/stock", 0),
            ]),
        AuditChart(
            "Messages stored in ORDERS", .line, unit: "messages",
            (0..<25).map { hour in
                let day = hour < 12 ? 30 : 31
                let clock = (hour + 12) % 24
                return .init(
                    "2026-01-\(day)T\(clock < 10 ? "0" : "")\(clock):00:00Z",
                    3_000_000 + Double(hour * hour) * 1_500 + Double(hour % 6) * 22_000, limit: 4_500_000)
            }),
        AuditChart(
            "Replicas that keep up", .bars, unit: "percent", [.init("nats-1", 100, limit: 100), .init("nats-3", 62, limit: 100)]),
    ]

    static let clean = AuditReport(
        program: "1.2.3", captured: "2026-01-31T12:00:00Z", assessed: "2026-01-31T12:00:01Z",
        targets: [["url": "nats://127.0.0.1:4222", "server": "dev", "account": "$G"]],
        checks: [
            AuditCheck(code: "NG-S026", name: "unlimited", about: "Streams that may grow until the disk is full.", passed: 2),
            AuditCheck(code: "META_002", name: "Meta cluster leader", about: "A meta group without one leader.", passed: 1),
        ],
        totals: [.init("servers", 1), .init("streams", 2)])

    /// Nothing could be judged.
    static let blind = AuditReport(
        program: "1.2.3", captured: "2026-01-31T12:00:00Z", assessed: "2026-01-31T12:00:01Z", targets: [],
        checks: [
            AuditCheck(
                code: "META_002", name: "Meta cluster leader", about: "A meta group without one leader.",
                unknown: [.init(AuditAsset(.system, "nats"), "JSZ needs the system account.")])
        ], totals: [])

    static let names = [
        "]]><script>document.title='owned'</script>", "\" onmouseover=\"document.title='owned'", "'><img src=x onerror=alert(1)>",
        "nul\u{0}esc\u{1B}[31mred\u{7}", "\u{202E}txt.exe\u{2066}", "a|b`c``d|e", "$(reboot); `reboot` 'x' \"y\" \\",
        "two\nlines\r\n\ttab",
        "\u{FFFD}\u{FFFE}\u{FFFF}\u{85}\u{2028}", "&amp;<!-- --&gt;", "@admin fixes #1 https://evil.example/x www.evil.example",
        "[click](javascript:alert(1)) **bold** _it_ ~~no~~", "../../etc/passwd", "..", "{code=\"x\"} 1\n# TYPE nats counter",
        "-rf", "",
        "数据流 データ 🚀 e\u{301}", String(repeating: "long.subject.", count: 24) + ">",
    ]

    static let hostile = AuditReport(
        program: "1.2.3", captured: names[7], assessed: names[0],
        targets: [["context": .string(names[0]), "server": .string(names[3]), "cluster": .string(names[10])]],
        checks: [
            AuditCheck(
                code: "NG-S026", name: "unlimited", about: "Streams that may grow until the disk is full.", passed: 1,
                findings: names.enumerated().map { index, name in
                    finding(
                        "NG-S026", "unlimited", [.info, .warn, .danger, .block][index % 4],
                        AuditAsset(.stream, name, account: name, context: name), "The stream \(name) has no limit.",
                        why: "It grows.",
                        fix: AuditFix(
                            "Limit \(name).", tool: "stream_edit", arguments: ["stream": .string(name), "max_bytes": 1]),
                        field: index == 5 ? name : nil, accepted: index % 5 == 4 ? "because \(name)" : nil)
                }),
            AuditCheck(
                code: names[14], name: names[5], about: names[0],
                unknown: names.map { .init(AuditAsset(.consumer, $0, parent: $0), "no answer about \($0)") }),
        ],
        totals: [.init(names[1], .max)],
        charts: [
            AuditChart(names[0], .bars, unit: names[1], names.enumerated().map { .init($1, Double($0), limit: Double(10 - $0)) }),
            AuditChart(names[2], .line, unit: "bytes", names.enumerated().map { .init($1, Double($0) * 1e300) }),
            AuditChart(
                "not numbers", .line, unit: "%",
                [.init("nan", .nan), .init("infinity", .infinity, limit: .nan), .init("less", -5), .init("zero", 0)]),
            AuditChart("nothing", .line, unit: "bytes", []),
        ],
        notes: names, fixed: names, missing: [names[14]])

    private static func finding(
        _ code: String, _ name: String, _ level: Level, _ asset: AuditAsset, _ effect: String, why: String, fix: AuditFix,
        field: String? = nil, accepted: String? = nil, news: AuditFinding.News? = nil
    ) -> AuditFinding {
        var finding = AuditFinding(
            code: code, name: name, level: level, asset: asset, field: field, effect: effect, why: why, fix: fix,
            source: "nats-server 2.15.1, observed")
        finding.accepted = accepted
        finding.news = news
        return finding
    }
}
