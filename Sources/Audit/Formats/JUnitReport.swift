import Guard

/// JUnit's XML as CI systems read it: one test case a check. Warnings and dangers nobody accepted fail it; a check that could
/// judge nothing is skipped, and says why; a required one that is unknown is an error.
enum JUnitReport {
    /// Case by case.
    static func write<Failure: Error>(
        _ report: AuditReport, to sink: (String) throws(Failure) -> Void
    ) throws(Failure) {
        let cases = report.checks.map { (check: $0, outcome: outcome($0, report)) }
        let counts =
            "tests=\"\(cases.count)\" failures=\"\(cases.count { $0.outcome == .failed })\" "
            + "errors=\"\(cases.count { $0.outcome == .missing })\" skipped=\"\(cases.count { $0.outcome == .skipped })\" time=\"0\""
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"nats-operator audit\" \(counts)>"]
        let name = report.targetNames.isEmpty ? "capture" : report.targetNames.joined(separator: ", ")
        // JUnit's own schema has a time without a zone here.
        let stamp = String(report.captured.prefix(19))
        lines.append("<testsuite name=\"\(MarkupText.escaped(name))\" timestamp=\"\(MarkupText.escaped(stamp))\" \(counts)>")
        lines.append("<properties>")
        let properties =
            [
                ("program", report.program), ("captured", report.captured), ("assessed", report.assessed),
                ("exit_code", String(report.exitCode)),
            ] + report.totals.map { ("total." + $0.what, String($0.count)) }
            + report.missing.map { ("required_unknown", $0) } + report.fixed.map { ("fixed", $0) }
            + report.notes.map { ("not_seen", $0) }
        for (key, value) in properties {
            lines.append("<property name=\"\(MarkupText.escaped(key))\" value=\"\(MarkupText.escaped(value))\"/>")
        }
        lines.append("</properties>")
        try sink(lines.joined(separator: "\n") + "\n")
        for entry in cases { try sink(testCase(entry.check, entry.outcome).joined(separator: "\n") + "\n") }
        try sink("</testsuite>\n</testsuites>\n")
    }

    private enum Outcome { case passed, failed, skipped, missing }

    private static func outcome(_ check: AuditCheck, _ report: AuditReport) -> Outcome {
        if check.findings.contains(where: { $0.accepted == nil && $0.level > .info }) { return .failed }
        if report.missing.contains(check.code) { return .missing }
        if check.passed == 0, check.findings.isEmpty, !check.unknown.isEmpty { return .skipped }
        return .passed
    }

    private static func testCase(_ check: AuditCheck, _ outcome: Outcome) -> [String] {
        let open = OpenCheck(check).map { Array($0.findings) } ?? []
        let reasons = check.unknown.map { "unknown: \($0.asset.path): \($0.reason)" }
        var lines = [
            "<testcase classname=\"nats-operator.audit\" name=\"\(MarkupText.escaped("\(check.code) \(check.name)"))\" time=\"0\">"
        ]
        switch outcome {
        case .passed: break
        case .failed:
            let failing = open.filter { $0.level > .info }
            let first = failing.first.map { "\($0.asset.path): \($0.effect)" } ?? ""
            let more = failing.count > 1 ? " (and \(failing.count - 1) more)" : ""
            lines.append(
                "<failure type=\"\(failing.first?.level.word ?? "")\" message=\"\(MarkupText.escaped(first + more))\">"
                    + MarkupText.escapedLines(failing.map(words).joined(separator: "\n")) + "</failure>")
        case .skipped: lines.append("<skipped message=\"\(MarkupText.escaped(check.unknown.first?.reason ?? ""))\"/>")
        case .missing:
            let reason = check.unknown.first?.reason ?? "nothing to judge"
            lines.append("<error type=\"unknown\" message=\"\(MarkupText.escaped("required and unknown: " + reason))\"/>")
        }
        let notes = open.filter { $0.level <= .info }.map(words)
        let accepted = check.findings.filter { $0.accepted != nil }.map { "accepted (\($0.accepted ?? "")): " + words($0) }
        let output = notes + accepted + reasons
        if !output.isEmpty {
            lines.append("<system-out>\(MarkupText.escapedLines(output.joined(separator: "\n")))</system-out>")
        }
        lines.append("</testcase>")
        return lines
    }

    /// On one line whatever the names consist of.
    private static func words(_ finding: AuditFinding) -> String {
        let fix = finding.fix.shell.map { " $ " + $0 } ?? ""
        return ShownText.visible("\(finding.level.word) \(finding.identity): \(finding.effect) Fix: \(finding.fix.words)\(fix)")
    }
}
