import Audit
import Guard
import JSON
import Testing

/// Baselines, accepted findings, required checks, thresholds.
struct AgreementTests {
    static func report() -> AuditReport { World.streams([World.stream(config: ["storage": "memory"])]).report() }

    @Test func `a baseline tells what is new and what is fixed`() throws {
        var report = Self.report()
        let id = try #require(report.findings.first { $0.code == "NG-S012" }).identity
        report.compare(
            with: try Baseline(report: [
                "format": "nats-operator.audit/1", "findings": [["id": .string(id)], ["id": "NG-A024@stream/OLD"]],
            ]))
        #expect(report.findings.first { $0.identity == id }?.news == .known)
        #expect(report.findings.contains { $0.news == .new })
        #expect(report.fixed == ["NG-A024@stream/OLD"])
        #expect(throws: CaptureMistake.self) { try Baseline(report: ["a": 1]) }
    }

    @Test func `reports carry on what there was before, for a chart over time`() throws {
        var report = Self.report()
        let messages = try #require(report.totals.first { $0.what == "messages" }).count
        func told(_ captured: String, _ count: Int, _ rows: [(String, Double)]) throws -> Baseline {
            try Baseline(report: [
                "format": "nats-operator.audit/1", "findings": [], "captured": .string(captured),
                "totals": ["messages": JSONValue(count)],
                "charts": [
                    [
                        "title": "Messages over time", "shape": "line",
                        "rows": .array(rows.map { ["label": .string($0.0), "value": .double($0.1)] }),
                    ]
                ],
            ])
        }
        let plain = report.charts.count
        report.compare(with: try told("2026-11-28T12:00:00Z", 7, [("2026-11-27T12:00:00Z", 5)]))
        #expect(report.charts.count == plain + 1)
        let chart = try #require(report.charts.last)
        #expect(chart.shape == .line && chart.title == "Messages over time")
        #expect(chart.rows.map(\.value) == [5, 7, Double(messages)])
        #expect(chart.rows.map { $0.label.prefix(10) } == ["2026-11-27", "2026-11-28", World.now.prefix(10)])
        // What this report says of itself is read by the next one.
        let text = Array(ReportFormat.json.render(report).utf8)
        let next = try Baseline(text: text)
        report.charts = []
        report.compare(with: next)
        #expect(report.charts.map(\.rows) == [chart.rows], "the same capture is no further point")
    }

    @Test func `what could not be judged now is not fixed`() throws {
        var report = World.streams([]) { $0.unseen["streams"] = "denied" }.report()
        report.compare(
            with: try Baseline(report: ["format": "nats-operator.audit/1", "findings": [["id": "NG-A024@stream/OLD"]]]))
        #expect(report.fixed == [])
    }

    @Test func `accepted findings count no more until their day`() throws {
        let accepted = Self.report().accepting(
            try AcceptFile("# ours\nNG-S012@stream/* a cache that is filled again 2027-01-01\n"))
        #expect(accepted.findings.first { $0.code == "NG-S012" }?.accepted == "a cache that is filled again (until 2027-01-01)")
        let over = Self.report().accepting(try AcceptFile("NG-S012@stream/S a cache that is filled again 2026-01-01"))
        #expect(over.findings.first { $0.code == "NG-S012" }?.accepted == nil)
        #expect(over.notes.contains { $0.contains("ended on 2026-01-01") })
        // What was accepted under a code that is retired stays so under the one that says the same.
        let dead = StreamCheckTests.consumer(["max_deliver": 3], ["ack_floor": ["stream_seq": 5]]).report()
            .accepting(try AcceptFile("NG-C046@consumer/S/* replayed by the billing team 2027-01-01"))
        #expect(dead.findings.first { $0.code == "NG-A017" }?.accepted?.hasPrefix("replayed by") == true)
        let nothing = Self.report().accepting(try AcceptFile("NG-S012@stream/OTHER a cache that is filled again 2027-01-01"))
        #expect(nothing.notes.contains { $0.contains("not there") })
    }

    @Test(arguments: [
        "NG-S012 because it is so 2027-01-01", "NG-S012@stream/S 2027-01-01", "NG-S012@stream/S because of history",
        "NG-S012@x todo 2027-01-01",
    ])
    func `an accept file with a mistake is refused`(_ line: String) {
        #expect(throws: CaptureMistake.self) { try AcceptFile(line) }
    }

    @Test func `a required check must be known`() {
        var report = Self.report()
        report.require(["NG-S012"])
        #expect(report.missing == [])
        report.require(["NG-A005", "NG-A023"])
        #expect(report.missing == ["NG-A005", "NG-A023"])
        #expect(report.exitCode == 3)
    }

    @Test func `thresholds are set by name`() throws {
        let thresholds = try Thresholds(["stream_use_warn": 50], known: AuditThresholds.known)
        let world = World.streams([World.stream(config: ["discard": "new"], state: ["bytes": 600_000])])
        #expect(world.verdict("NG-A006") == ["pass"])
        #expect(world.report(thresholds).findings.contains { $0.code == "NG-A006" })
        #expect(throws: ThresholdMistake.self) { try Thresholds(["stream_use": 50], known: AuditThresholds.known) }
        #expect(Set(AuditThresholds.known.map(\.name)).count == AuditThresholds.known.count)
    }

    @Test func `every finding has a fix, and every check words`() {
        for finding in Self.report().findings { #expect(!finding.fix.words.isEmpty) }
        for check in CheckCatalogue.all {
            #expect(!check.about.isEmpty && !check.why.isEmpty && check.code.hasPrefix("NG-"))
        }
        #expect(Set(CheckCatalogue.all.map { $0.code + $0.name }).count == CheckCatalogue.all.count)
    }
}

extension Baseline {
    fileprivate init(report: JSONObject) throws { try self.init(text: JSONValue.object(report).serialized()) }
}
