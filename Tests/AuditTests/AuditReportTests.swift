import Audit
import Guard
import Testing

struct AuditReportTests {
    static func finding(_ level: Level, accepted: String? = nil) -> AuditFinding {
        var finding = AuditFinding(
            code: "NG-S026", name: "unlimited", level: level, asset: AuditAsset(.stream, "ORDERS"), effect: "e", why: "w",
            fix: AuditFix("f"), source: "s")
        finding.accepted = accepted
        return finding
    }

    static func report(_ findings: [AuditFinding], passed: Int = 1, missing: [String] = []) -> AuditReport {
        AuditReport(
            program: "0", captured: "2026-01-31T12:00:00Z", assessed: "2026-01-31T12:00:00Z", targets: [],
            checks: [AuditCheck(code: "NG-S026", name: "unlimited", about: "a", passed: passed, findings: findings)], totals: [],
            missing: missing)
    }

    @Test func `the exit code is that of the worst finding nobody accepted`() {
        #expect(Self.report([]).exitCode == 0)
        #expect(Self.report([Self.finding(.info)]).exitCode == 0)
        #expect(Self.report([Self.finding(.info), Self.finding(.warn)]).exitCode == 1)
        #expect(Self.report([Self.finding(.warn), Self.finding(.danger)]).exitCode == 2)
        #expect(Self.report([Self.finding(.danger, accepted: "until May")]).exitCode == 0)
    }

    @Test func `what was not assessed is never clean`() {
        #expect(Self.report([], passed: 0).exitCode == 3)
        #expect(Self.report([Self.finding(.danger)], missing: ["NG-V009"]).exitCode == 3)
    }

    @Test func `the worst comes first`() {
        #expect(Self.report([.info, .danger, .warn].map { Self.finding($0) }).findings.map(\.level) == [.danger, .warn, .info])
    }
}
