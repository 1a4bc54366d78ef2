import JSON

/// How a check is written down.
public enum CheckFormat: String, Sendable, CaseIterable {
    case nagios, text, json, prometheus

    /// - Returns: valid UTF-8 that ends with a line break.
    public func render(_ report: CheckReport) -> String {
        switch self {
        case .nagios: nagios(report)
        case .text: text(report)
        case .json: JSONValue.object(report.json).prettyText + "\n"
        case .prometheus: prometheus(report)
        }
    }

    private func title(_ report: CheckReport) -> String {
        "NATS \(report.check.uppercased()) \(NagiosReport.status(report.status.rawValue))"
    }

    /// The worst on the first line, with the figures; all of it below.
    private func nagios(_ report: CheckReport) -> String {
        let worst = report.lines.filter { $0.status == report.status }.map(\.text)
        let words = worst.isEmpty ? "nothing was found out" : worst.joined(separator: "; ")
        var first = NagiosReport.shown("\(title(report)) - \(report.of.isEmpty ? "" : report.of + ": ")\(words)")
        let figures = report.figures.map { figure in
            let parts = [figure.warn, figure.critical].map { $0.map(MetricPage.number) ?? "" }
            let bounds = parts == ["", ""] ? "" : ";" + parts.joined(separator: ";")
            return "\(figure.name)=\(MetricPage.number(figure.value))\(figure.unit)\(bounds)"
        }
        if !figures.isEmpty { first += " | " + figures.joined(separator: " ") }
        let rest = report.lines.map { NagiosReport.shown("\(NagiosReport.status($0.status.rawValue)) \($0.text)") }
        return ([first] + rest).joined(separator: "\n") + "\n"
    }

    private func text(_ report: CheckReport) -> String {
        var lines = ["\(title(report))\(report.of.isEmpty ? "" : " - " + report.of)"]
        for line in report.lines.sorted(by: { $1.status < $0.status }) {
            lines.append("  \(line.status.word): \(line.text)")
        }
        for figure in report.figures { lines.append("  \(figure.name) \(MetricPage.number(figure.value))\(figure.unit)") }
        return lines.map(ShownText.visible).joined(separator: "\n") + "\n"
    }

    private func prometheus(_ report: CheckReport) -> String {
        let labels = [("check", report.check), ("of", report.of)]
        var page = MetricPage()
        page.add(
            "nats_operator_check_status", "0 ok, 1 warning, 2 critical, 3 unknown.",
            [(labels, Double(report.status.rawValue))])
        page.add(
            "nats_operator_check_value", "What was measured, in the unit that is named.",
            report.figures.map { (labels + [("figure", $0.name), ("unit", $0.unit)], $0.value) })
        return page.text
    }
}
