import Guard

/// The text exposition format (https://prometheus.io/docs/instrumenting/exposition_formats/). Every check and level is there
/// with 0 too: a series that comes and goes makes alerts that never end.
enum PrometheusReport {
    static func text(_ report: AuditReport) -> String {
        var page = MetricPage()
        page.add("nats_operator_audit_info", "The program that made the audit.", [([("version", report.program)], 1)])
        page.add(
            "nats_operator_audit_exit_code", "0 clean, 1 warnings, 2 danger, 3 not assessed.", [([], Double(report.exitCode))])
        if let time = UnixTime.seconds(report.captured) {
            page.add("nats_operator_audit_captured_timestamp_seconds", "When the system was looked at.", [([], time)])
        }
        if let time = UnixTime.seconds(report.assessed) {
            page.add("nats_operator_audit_assessed_timestamp_seconds", "When what was seen was judged.", [([], time)])
        }
        page.add(
            "nats_operator_audit_findings", "Findings nobody accepted, by check and level.",
            report.checks.flatMap { check in
                [Level.danger, .warn, .info].map { level in
                    let count = check.findings.count { $0.accepted == nil && $0.level.word == level.word }
                    return (labels(check) + [("level", level.rawValue)], Double(count))
                }
            })
        page.add(
            "nats_operator_audit_accepted", "Accepted findings, by check.",
            report.checks.map { check in (labels(check), Double(check.findings.count { $0.accepted != nil })) })
        page.add(
            "nats_operator_audit_passed", "Things a check found in order.",
            report.checks.map { (labels($0), Double($0.passed)) })
        page.add(
            "nats_operator_audit_unknown", "Things a check could not judge.",
            report.checks.map { (labels($0), Double($0.unknown.count)) })
        page.add(
            "nats_operator_audit_assets", "Things looked at, by kind.",
            report.totals.map { ([("kind", $0.what)], Double($0.count)) })
        page.add(
            "nats_operator_audit_required_unknown", "Checks that must be known and are not.", [([], Double(report.missing.count))]
        )
        return page.text
    }

    private static func labels(_ check: AuditCheck) -> [(String, String)] { [("code", check.code), ("name", check.name)] }
}

/// Metrics, one family after the other.
struct MetricPage {
    private(set) var text = ""

    /// A family of gauges. Without samples it is left out.
    mutating func add(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(Self.help(help))\n# TYPE \(name) gauge\n"
        for sample in samples {
            text += name
            if !sample.labels.isEmpty {
                text += "{" + sample.labels.map { "\($0.0)=\"\(Self.label($0.1))\"" }.joined(separator: ",") + "}"
            }
            text += " \(Self.number(sample.value))\n"
        }
    }

    /// Backslash and line break are written as escapes.
    private static func help(_ text: String) -> String { escaped(text, quotes: false) }
    private static func label(_ text: String) -> String { escaped(text, quotes: true) }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return "\(value)"
    }
}
