import Audit
import Guard
import JSON
import Testing

/// What a format takes from its options, and what holds for all of them.
struct ReportFormatTests {
    static func many(_ count: Int) -> AuditReport {
        AuditReport(
            program: "0", captured: "2026-01-31T12:00:00Z", assessed: "2026-01-31T12:00:00Z", targets: [],
            checks: [
                AuditCheck(
                    code: "NG-S026", name: "unlimited", about: "a",
                    findings: (0..<count).map {
                        AuditFinding(
                            code: "NG-S026", name: "unlimited", level: .warn, asset: AuditAsset(.stream, "S\($0)"),
                            effect: "It grows.", why: "w", fix: AuditFix("Limit it."), source: "s")
                    })
            ], totals: [])
    }

    @Test(arguments: ReportFormat.allCases)
    func `a report ends with a line break and has one ending only`(format: ReportFormat) {
        for (name, report) in SampleReport.all {
            let text = format.render(report)
            #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "\(name)")
            #expect(!text.utf8.contains(UInt8(ascii: "\r")), "\(name)")
        }
    }

    @Test func `colours come only when asked for, and change no word`() {
        let plain = ReportFormat.text.render(SampleReport.hostile)
        #expect(!plain.contains("\u{1B}"))
        let coloured = ReportFormat.text.render(SampleReport.hostile, ReportOptions(colour: true))
        #expect(coloured.contains("\u{1B}[1;31mDANGER"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test(arguments: [1, 40, 61, 200])
    func `lines are as wide as the terminal, a command excepted`(width: Int) {
        let lines = ReportFormat.text.render(SampleReport.hostile, ReportOptions(width: width)).split(separator: "\n")
        let most = max(40, width)
        // Wide letters take two columns, so that fewer characters than columns are right; more never are.
        #expect(lines.allSatisfy { $0.hasPrefix("    $ ") || $0.count <= most })
        #expect(lines.contains { $0.count > most - 20 })
    }

    @Test func `what is not listed is counted, and formats for programs list all`() {
        let report = Self.many(1_500)
        let options = ReportOptions(rows: 3)
        let text = ReportFormat.text.render(report, options)
        #expect(text.contains("stream/S0\n") && text.contains("… and 1497 more") && text.contains("1500 warnings"))
        #expect(ReportFormat.markdown.render(report, options).contains("… and 1497 more"))
        #expect(ReportFormat.html.render(report, options).contains("… and 1497 more"))
        #expect(ReportFormat.html.render(report).contains("… and 500 more"))
        #expect(ReportFormat.nagios.render(report, options).contains("... and 1497 more"))
        for format in [ReportFormat.json, .junit, .sarif] {
            #expect(format.render(report, options) == format.render(report))
            #expect(format.render(report, options).contains("S1499"))
        }
    }

    @Test func `unknown is counted and listed, and a required one is named`() {
        for format in [ReportFormat.text, .markdown, .html, .nagios, .junit, .json, .sarif] {
            let text = format.render(SampleReport.broken)
            #expect(text.contains("SERVER_003"), "\(format)")
            #expect(text.contains("No answer within 5s"), "\(format)")
        }
        #expect(ReportFormat.text.render(SampleReport.broken).contains("Required and unknown: SERVER_008"))
        #expect(ReportFormat.nagios.render(SampleReport.broken).contains("required and unknown: SERVER_008"))
    }

    @Test func `a level above danger is told as danger`() throws {
        let report = AuditReportTests.report([AuditReportTests.finding(.refuse)])
        let json = try JSONParser().parse(ReportFormat.json.render(report))
        #expect(json["summary"]?["danger"] == 1 && json["verdict"] == "danger" && json["exit_code"] == 2)
        #expect(ReportFormat.text.render(report).contains("DANGER NG-S026"))
        #expect(ReportFormat.sarif.render(report).contains("\"level\": \"error\""))
        #expect(ReportFormat.prometheus.render(report).contains("level=\"danger\"} 1\n"))
    }

    @Test(arguments: [
        ("2026-01-31T12:00:00Z", "1769860800"), ("1970-01-01T00:00:00Z", "0"), ("2000-02-29T23:59:59.5Z", "951868799.5"),
        ("2024-12-31T00:00:00Z", "1735603200"),
    ])
    func `moments are seconds for monitoring`(time: String, seconds: String) {
        let report = AuditReport(program: "0", captured: time, assessed: "soon", targets: [], checks: [], totals: [])
        let text = ReportFormat.prometheus.render(report)
        #expect(text.contains("nats_operator_audit_captured_timestamp_seconds \(seconds)\n"))
        #expect(!text.contains("assessed_timestamp"), "no moment, no figure")
    }

    @Test(arguments: [
        ("ORDERS", "ORDERS"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("$HOME", "'$HOME'"), ("*", "'*'"),
        ("~", "'~'"),
        ("é", "'é'"), ("--x=1", "'--x=1'"),
    ])
    func `a word for a shell is quoted when it has to be`(word: String, quoted: String) {
        #expect(ShellText.quoted(word) == quoted)
    }

    @Test func `a call is written as call reads it`() {
        let arguments: JSONObject = ["stream": "A B", "n": 5, "flag": true, "list": ["x"], "odd": "a\u{7}\u{202E}", "none": ""]
        #expect(
            ShellText.call("stream_edit", arguments)
                == "nats-operator call stream_edit stream='A B' n:=5 flag:=true list:='[\"x\"]' odd:='\"a\\u0007\\u202e\"' none=")
    }
}
