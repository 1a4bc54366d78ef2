import Guard

/// One page that needs nothing else: no network, no script but its own, light and dark, on paper and on a phone.
struct HTMLReport {
    let report: AuditReport
    /// Findings listed for one check: a browser is slow with more.
    let rows: Int

    init(_ report: AuditReport, _ options: ReportOptions) {
        self.report = report
        rows = max(1, options.rows ?? 1000)
    }

    var text: String {
        var page = HTMLPage()
        page.add(head)
        page.add("<body>\n<a class=\"skip\" href=\"#findings\">To the findings</a>\n")
        addHeader(&page)
        page.add("<main>\n")
        addSummary(&page)
        HTMLFindings(report, rows: rows).add(to: &page)
        addCharts(&page)
        HTMLTables(report, rows: rows).add(to: &page)
        page.add(
            "</main>\n<footer><p>nats-operator \(page.escaped(report.program)) · exit code \(report.exitCode)</p></footer>\n")
        page.add("<script>\(HTMLScript.text)</script>\n</body>\n</html>\n")
        return page.text
    }

    /// Nothing may be loaded, and of scripts only the one below may run: what an escape missed would do nothing.
    private var head: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
        script-src '\(HTMLScript.digest)'; base-uri 'none'; form-action 'none'">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>NATS audit: \(MarkupText.escaped(report.verdict)) · \(MarkupText.escaped(target))</title>
        <style>\(HTMLStyle.text)</style>
        </head>

        """
    }

    private var target: String { report.targetNames.isEmpty ? "a capture" : report.targetNames.joined(separator: ", ") }

    private func addHeader(_ page: inout HTMLPage) {
        let kind =
            switch report.exitCode {
            case 0: "good"
            case 1: "warn"
            case 2: "danger"
            default: "unknown"
            }
        let sentence =
            switch report.exitCode {
            case 0: "Nothing that needs attention"
            case 1: "Some things need attention"
            case 2: "Something needs attention now"
            default: report.missing.isEmpty ? "Nothing could be assessed" : "A required check is unknown"
            }
        page.add("<header class=\"\(kind)\">\n<p class=\"brand\">NATS audit</p>\n<h1>\(sentence)</h1>\n")
        page.add("<p class=\"targets\">")
        page.add(report.targetNames.map { "<bdi>\(page.escaped($0))</bdi>" }.joined(separator: ", "))
        page.add("</p>\n<dl>")
        let facts = [("Captured", Self.readable(report.captured)), ("Assessed", Self.readable(report.assessed))]
        for (term, fact) in facts { page.add("<div><dt>\(term)</dt><dd>\(page.escaped(fact))</dd></div>") }
        for total in report.totals {
            page.add("<div><dt>\(page.escaped(total.what))</dt><dd>\(Quantity.grouped(total.count))</dd></div>")
        }
        page.add("</dl>\n</header>\n")
    }

    private func addSummary(_ page: inout HTMLPage) {
        let figures = report.figures
        let parts = [
            ("danger", figures.danger == 1 ? "danger" : "dangers", figures.danger),
            ("warn", figures.warnings == 1 ? "warning" : "warnings", figures.warnings), ("info", "info", figures.notes),
            ("accepted", "accepted", figures.accepted), ("unknown", "unknown", figures.unknown),
            ("good", "passed", figures.passed),
        ]
        page.add("<section class=\"summary\" aria-label=\"Totals\">\n<ul>\n")
        for (kind, word, count) in parts {
            page.add(
                "<li class=\"\(kind)\(count == 0 ? " none" : "")\"><strong>\(Quantity.grouped(UInt64(count)))</strong> \(word)</li>\n"
            )
        }
        page.add("</ul>\n")
        addStrip(&page, parts.map { ($0.0, $0.2) })
        if !report.missing.isEmpty {
            page.add("<p class=\"required\"><strong>Required and unknown:</strong> ")
            page.add(report.missing.map { "<code>\(page.escaped($0))</code>" }.joined(separator: ", ") + "</p>\n")
        }
        page.add("</section>\n")
    }

    /// All that was judged in one strip, each part as wide as its share, and none too thin to be seen.
    private func addStrip(_ page: inout HTMLPage, _ parts: [(kind: String, count: Int)]) {
        let there = parts.filter { $0.count > 0 }
        let sum = there.reduce(0) { $0 + $1.count }
        guard sum > 0 else { return }
        let least = 12.0
        let free = 1000 - least * Double(there.count)
        page.add("<svg class=\"strip\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
        var place = 0.0
        for part in there {
            let width = least + free * Double(part.count) / Double(sum)
            page.add(
                "<rect class=\"\(part.kind)\" x=\"\(HTMLDrawing.number(place))\" y=\"0\" width=\"\(HTMLDrawing.number(width))\" height=\"10\"/>"
            )
            place += width
        }
        page.add("</svg>\n")
    }

    private func addCharts(_ page: inout HTMLPage) {
        let charts = report.charts.filter { !$0.rows.isEmpty }
        guard !charts.isEmpty else { return }
        page.add("<section id=\"charts\">\n<h2>Figures</h2>\n<div class=\"charts\">\n")
        for chart in charts { HTMLChart(chart).add(to: &page) }
        page.add("</div>\n</section>\n")
    }

    /// `2026-01-31 12:00:00 UTC` of an RFC 3339 time in UTC; another text stays.
    static func readable(_ time: String) -> String {
        guard UnixTime.seconds(time) != nil else { return time }
        return "\(time.prefix(10)) \(time.dropFirst(11).prefix(8)) UTC"
    }
}

/// The page as it is written.
struct HTMLPage {
    private(set) var text = ""

    mutating func add(_ markup: String) { text += markup }

    func escaped(_ text: String) -> String { MarkupText.escaped(text) }
}
