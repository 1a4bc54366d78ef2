/// What is to be looked up rather than read: what is unknown, accepted, fixed, not seen, and every check.
struct HTMLTables {
    private let report: AuditReport
    private let rows: Int

    init(_ report: AuditReport, rows: Int) {
        self.report = report
        self.rows = rows
    }

    func add(to page: inout HTMLPage) {
        addTable(
            &page, "unknown", "Unknown: not judged, so not passed", ["Check", "What", "Why it is not known"],
            report.unknowns.map { entry in
                [check(entry.check), name(entry.unknown.asset.path), page.escaped(entry.unknown.reason)]
            })
        addTable(
            &page, "accepted", "Accepted", ["Level", "Check", "What", "Accepted because"],
            report.accepted.map { finding in
                [
                    "<span class=\"badge \(finding.level.word)\">\(finding.level.word)</span>",
                    "<code>\(page.escaped(finding.code))</code> \(page.escaped(finding.name))",
                    "\(name(finding.asset.path))<br>\(page.escaped(finding.effect))", page.escaped(finding.accepted ?? ""),
                ]
            })
        addTable(&page, "fixed", "Fixed since the baseline", ["Finding"], report.fixed.map { [name($0)] })
        addTable(&page, "notes", "Not seen", ["What was not looked at"], report.notes.map { [page.escaped($0)] })
        addTable(
            &page, "checks", "All checks", ["Check", "What it looks for", "Passed", "Findings", "Unknown"],
            report.checks.map { entry in
                [
                    check(entry), page.escaped(entry.about), Quantity.grouped(UInt64(entry.passed)),
                    Quantity.grouped(UInt64(entry.findings.count)), Quantity.grouped(UInt64(entry.unknown.count)),
                ]
            }, numbers: 3, isOpen: false)
    }

    private func check(_ check: AuditCheck) -> String {
        "<code>\(MarkupText.escaped(check.code))</code> \(MarkupText.escaped(check.name))"
    }

    private func name(_ text: String) -> String { "<bdi class=\"name\">\(MarkupText.escaped(text))</bdi>" }

    /// The cells are markup already. The last `numbers` columns are figures.
    private func addTable(
        _ page: inout HTMLPage, _ id: String, _ title: String, _ heads: [String], _ cells: [[String]], numbers: Int = 0,
        isOpen: Bool = true
    ) {
        guard !cells.isEmpty else { return }
        page.add("<section id=\"\(id)\">\n<details class=\"table\"\(isOpen && cells.count <= 50 ? " open" : "")>\n")
        page.add("<summary><h2>\(title)</h2> <span class=\"count\">\(cells.count)</span></summary>\n")
        page.add("<div class=\"scroll\" role=\"region\" aria-label=\"\(title)\" tabindex=\"0\">\n<table>\n<thead><tr>")
        for (index, head) in heads.enumerated() {
            page.add("<th scope=\"col\"\(index >= heads.count - numbers ? " class=\"number\"" : "")>\(head)</th>")
        }
        page.add("</tr></thead>\n<tbody>\n")
        for row in cells.prefix(rows) {
            page.add("<tr>")
            for (index, cell) in row.enumerated() {
                page.add(
                    "<td data-head=\"\(heads[index])\"\(index >= heads.count - numbers ? " class=\"number\"" : "")>\(cell)</td>")
            }
            page.add("</tr>\n")
        }
        page.add("</tbody>\n</table>\n</div>\n")
        if cells.count > rows { page.add("<p class=\"more\">… and \(cells.count - rows) more; the JSON report has all.</p>\n") }
        page.add("</details>\n</section>\n")
    }
}
