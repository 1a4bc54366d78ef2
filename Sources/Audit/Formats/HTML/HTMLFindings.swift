import Guard

/// The findings nobody accepted, by check, the worst first, with what narrows them down.
struct HTMLFindings {
    private let report: AuditReport
    private let rows: Int
    /// What is the same for all is not said of each.
    private let hasAccounts: Bool
    private let hasContexts: Bool

    init(_ report: AuditReport, rows: Int) {
        self.report = report
        self.rows = rows
        let assets = report.checks.lazy.flatMap { $0.findings.lazy.map(\.asset) }
        hasAccounts = Set(assets.compactMap(\.account)).count > 1
        hasContexts = Set(assets.compactMap(\.context)).count > 1
    }

    func add(to page: inout HTMLPage) {
        let open = report.open
        page.add("<section id=\"findings\">\n<h2>Findings</h2>\n")
        guard !open.isEmpty else {
            page.add("<p class=\"empty\">None\(report.accepted.isEmpty ? "" : " that nobody accepted").</p>\n</section>\n")
            return
        }
        addFilter(&page, open)
        for check in open { add(check, &page) }
        page.add("</section>\n")
    }

    /// Without the script there is nothing to narrow down with, so it begins hidden.
    private func addFilter(_ page: inout HTMLPage, _ open: [OpenCheck]) {
        page.add("<form id=\"filter\" role=\"search\" aria-label=\"Narrow the findings down\" hidden>\n")
        page.add(
            "<label class=\"find\">Find <input type=\"search\" id=\"find\" autocomplete=\"off\" spellcheck=\"false\"></label>\n")
        page.add("<fieldset><legend>Show</legend>\n")
        for (level, word) in [("danger", "danger"), ("warn", "warnings"), ("info", "info")]
        where open.contains(where: { $0.findings.contains { $0.level.word == level } }) {
            page.add("<label><input type=\"checkbox\" name=\"level\" value=\"\(level)\" checked> \(word)</label>\n")
        }
        if report.checks.contains(where: { $0.findings.contains { $0.news == .known } }) {
            page.add("<label><input type=\"checkbox\" id=\"news\"> only new</label>\n")
        }
        page.add("</fieldset>\n<p id=\"shown\" role=\"status\"></p>\n</form>\n")
    }

    private func add(_ open: OpenCheck, _ page: inout HTMLPage) {
        let count = open.findings.count
        page.add("<details class=\"check \(open.level.word)\" open>\n<summary><span class=\"badge\">\(open.level.word)</span> ")
        page.add("<h3><code>\(page.escaped(open.check.code))</code> \(page.escaped(open.check.name))</h3> ")
        page.add("<span class=\"count\">\(count == 1 ? "1 finding" : "\(count) findings")</span></summary>\n")
        let whys = Set(open.findings.map(\.why))
        if let why = whys.first, whys.count == 1 { page.add("<p class=\"why\">\(page.escaped(why))</p>\n") }
        page.add("<ul class=\"list\">\n")
        for finding in open.findings.prefix(rows) { add(finding, open, showsWhy: whys.count > 1, &page) }
        page.add("</ul>\n")
        if count > rows { page.add("<p class=\"more\">… and \(count - rows) more; the JSON report has all.</p>\n") }
        let sources = Set(open.findings.map(\.source)).sorted()
        page.add("<p class=\"source\">Source: \(sources.map(page.escaped).joined(separator: "; "))</p>\n</details>\n")
    }

    private func add(_ finding: AuditFinding, _ open: OpenCheck, showsWhy: Bool, _ page: inout HTMLPage) {
        let news = finding.news?.rawValue ?? "new"
        page.add("<li data-level=\"\(finding.level.word)\" data-news=\"\(news)\">\n<p class=\"asset\">")
        page.add("<span class=\"kind\">\(finding.asset.kind.rawValue.split(separator: "_").joined(separator: " "))</span> ")
        page.add(
            [finding.asset.parent, finding.asset.name].compactMap(\.self).map { "<bdi>\(page.escaped($0))</bdi>" }
                .joined(separator: "<span class=\"in\"> › </span>"))
        if let field = finding.field { page.add(" <code>\(page.escaped(field))</code>") }
        for (word, value, isTold) in [
            ("account", finding.asset.account, hasAccounts), ("context", finding.asset.context, hasContexts),
        ] {
            if let value, isTold { page.add(" <span class=\"of\">\(word) <bdi>\(page.escaped(value))</bdi></span>") }
        }
        if finding.level != open.level { page.add(" <span class=\"badge \(finding.level.word)\">\(finding.level.word)</span>") }
        if finding.news == .new { page.add(" <span class=\"badge new\">new</span>") }
        page.add("</p>\n<p>\(page.escaped(finding.effect))</p>\n")
        if showsWhy { page.add("<p class=\"why\">\(page.escaped(finding.why))</p>\n") }
        page.add("<p class=\"fix\"><b>Fix</b> \(page.escaped(finding.fix.words))</p>\n")
        if let shell = finding.fix.shell { page.add("<pre><code>\(page.escaped(shell))</code></pre>\n") }
        page.add("</li>\n")
    }
}
