import Guard

/// GitHub-flavoured Markdown, for an issue or a pull request: a table of totals, the findings, what is long folded away.
struct MarkdownReport {
    private let report: AuditReport
    private let rows: Int
    private var lines: [String] = []

    init(_ report: AuditReport, _ options: ReportOptions) {
        self.report = report
        rows = max(1, options.rows ?? 20)
        addHead()
        for open in report.open { add(open) }
        addFolded("Accepted", report.accepted.count) { report in
            report.accepted.map { "\(Markdown.code($0.identity)) (\($0.level.word)): \(Markdown.prose($0.accepted ?? ""))" }
        }
        let rows = rows
        addFolded("Unknown: not judged, so not passed", report.unknowns.count) { report in
            UnknownGroup.all(of: report).map { group in
                let more = group.assets.count > rows ? " and \(group.assets.count - rows) more" : ""
                return Markdown.prose(group.reason) + ": " + group.words(Markdown.prose) + " of "
                    + group.assets.prefix(rows).map(Markdown.code).joined(separator: ", ") + more
            }
        }
        addFolded("Fixed since the baseline", report.fixed.count) { $0.fixed.map(Markdown.code) }
        addFolded("Not seen", report.notes.count) { $0.notes.map(Markdown.prose) }
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    private mutating func addHead() {
        let names = report.targetNames.map(Markdown.code)
        lines.append("## NATS audit: \(report.verdict)")
        lines.append("")
        lines.append(
            "\(names.isEmpty ? "A capture" : names.joined(separator: ", ")), captured \(Markdown.prose(report.captured)), assessed "
                + "\(Markdown.prose(report.assessed)) by nats-operator \(Markdown.prose(report.program)). "
                + "Exit code \(report.exitCode).")
        let figures = report.figures
        lines.append("")
        lines.append("| danger | warnings | info | accepted | unknown | passed |")
        lines.append("|---:|---:|---:|---:|---:|---:|")
        lines.append(
            "| \(figures.danger) | \(figures.warnings) | \(figures.notes) | \(figures.accepted) | \(figures.unknown) "
                + "| \(figures.passed) |")
        if !report.totals.isEmpty {
            lines.append("")
            lines.append(
                "Looked at: "
                    + report.totals.map { "\(Quantity.grouped($0.count)) \(Markdown.prose($0.what))" }.joined(separator: ", ")
                    + ".")
        }
        if !report.missing.isEmpty {
            lines.append("")
            lines.append("**Required and unknown: \(report.missing.map(Markdown.code).joined(separator: ", "))**")
        }
    }

    private mutating func add(_ open: OpenCheck) {
        lines.append("")
        lines.append("### \(open.level.word): \(open.check.code) \(Markdown.prose(open.check.name)) (\(open.findings.count))")
        let whys = Set(open.findings.map(\.why))
        if let why = whys.first, whys.count == 1 {
            lines.append("")
            lines.append(Markdown.prose(why))
        }
        lines.append("")
        for finding in open.findings.prefix(rows) {
            var title = "- **\(Markdown.code(finding.asset.path))**"
            if let field = finding.field { title += " \(Markdown.code(field))" }
            if let context = finding.asset.context, report.targets.count > 1 { title += " in \(Markdown.code(context))" }
            if finding.news == .new { title += " (new)" }
            if finding.level != open.level { title += " (\(finding.level.word))" }
            var parts = ["\(title): \(Markdown.prose(finding.effect))"]
            if whys.count > 1 { parts.append(Markdown.prose(finding.why)) }
            parts.append("Fix: \(Markdown.prose(finding.fix.words))")
            if let shell = finding.fix.shell { parts.append(Markdown.code(shell)) }
            // Where a line break is one differs from renderer to renderer.
            lines.append(parts.joined(separator: "<br>\n  "))
        }
        if open.findings.count > rows { lines.append("- … and \(open.findings.count - rows) more") }
    }

    private mutating func addFolded(_ title: String, _ count: Int, _ entries: (AuditReport) -> [String]) {
        guard count > 0 else { return }
        lines.append("")
        lines.append("<details><summary>\(title) (\(count))</summary>")
        lines.append("")
        // An issue of GitHub holds 65,536 characters.
        lines += entries(report).prefix(rows * 5).map { "- " + $0 }
        if count > rows * 5 { lines.append("- … and \(count - rows * 5) more") }
        lines.append("")
        lines.append("</details>")
    }
}

/// Text from outside in Markdown: nothing in it becomes markup, a link, a mention or a reference to an issue.
enum Markdown {
    static func prose(_ text: String) -> String {
        var result = ""
        var previous: [Unicode.Scalar] = []
        for scalar in ShownText.visible(text).unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            // What links by itself is cut in two by an empty comment: a backslash does not keep GitHub from it.
            case "@", "#":
                result.unicodeScalars.append(scalar)
                result += "<!-- -->"
            case "/" where previous.last == ":": result += "<!-- -->/"
            case "." where previous.count == 3 && previous.allSatisfy({ $0 == "w" || $0 == "W" }): result += "<!-- -->."
            case "\\", "`", "*", "_", "{", "}", "[", "]", "|", "~", "!", "$", "+", "-", "(", ")", "=":
                // A hyphen or an equals sign is markup only at the start of a line, where none of ours puts it.
                if !"-=()+!".unicodeScalars.contains(scalar) || result.isEmpty { result += "\\" }
                result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(scalar)
            }
            previous = previous.suffix(2) + [scalar]
        }
        return result
    }

    /// A code span fenced by one backtick more than it has in a row.
    static func code(_ text: String) -> String {
        let text = ShownText.visible(text)
        var longest = 0
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let space = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty ? " " : ""
        return fence + space + text + space + fence
    }
}
