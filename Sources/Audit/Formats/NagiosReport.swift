import Guard

/// The output of a Nagios plugin (https://nagios-plugins.org/doc/guidelines.html): a status word and figures on the first line,
/// then the worst of what was found. The exit codes are those of the audit already.
enum NagiosReport {
    static func text(_ report: AuditReport, _ options: ReportOptions) -> String {
        let figures = report.figures
        let rows = max(1, options.rows ?? 10)
        var first = "NATS AUDIT \(status(report.exitCode)) - \(figures.found), \(figures.unknown) unknown"
        if !report.missing.isEmpty { first += ", required and unknown: \(report.missing.joined(separator: " "))" }
        if report.exitCode == 3, report.missing.isEmpty { first += ", nothing could be assessed" }
        if let worst = report.open.first?.findings.first, worst.level > .info {
            first += "; \(worst.code) \(worst.asset.path): \(worst.effect)"
        }
        let perfdata = [
            "danger=\(figures.danger);;0;0", "warnings=\(figures.warnings);0;;0", "info=\(figures.notes);;;0",
            "accepted=\(figures.accepted);;;0", "unknown=\(figures.unknown);;;0", "passed=\(figures.passed);;;0",
        ]
        var lines = [shown(first) + " | " + perfdata.joined(separator: " ")]
        let open = report.open.lazy.flatMap(\.findings).filter { $0.level > .info }
        let count = figures.danger + figures.warnings
        for finding in open.prefix(rows) {
            lines.append(shown("\(finding.level.word) \(finding.code) \(finding.asset.path): \(finding.effect)"))
        }
        if count > rows { lines.append("... and \(count - rows) more") }
        let unknown = report.checks.filter { !$0.unknown.isEmpty }
        for check in unknown.prefix(rows) {
            lines.append(
                shown("unknown \(check.code) \(check.name) (\(check.unknown.count)): \(check.unknown.first?.reason ?? "")"))
        }
        if unknown.count > rows { lines.append("... and \(unknown.count - rows) more checks that are unknown") }
        return lines.joined(separator: "\n") + "\n"
    }

    static func status(_ code: Int32) -> String {
        switch code {
        case 0: "OK"
        case 1: "WARNING"
        case 2: "CRITICAL"
        default: "UNKNOWN"
        }
    }

    /// A bar would begin figures.
    static func shown(_ text: String) -> String {
        String(ShownText.visible(text).map { $0 == "|" ? "¦" : $0 })
    }
}
