import Guard

/// For a terminal: the worst first, one block a check, and a line of totals at the end, where the eye is.
struct TextReport {
    private let report: AuditReport
    private let colour: Bool
    private let width: Int
    private let rows: Int
    private var lines: [String] = []

    init(_ report: AuditReport, _ options: ReportOptions) {
        self.report = report
        colour = options.colour
        width = max(40, options.width)
        rows = max(1, options.rows ?? 20)
        addHead()
        for open in report.open { add(open) }
        addAccepted()
        addUnknown()
        addRest()
        addEnd()
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    private mutating func addHead() {
        add("Audit of " + (report.targetNames.isEmpty ? "a capture" : report.targetNames.joined(separator: ", ")), .bold)
        add("captured \(report.captured), assessed \(report.assessed) by nats-operator \(report.program)", .dim)
        if !report.totals.isEmpty {
            add(report.totals.map { "\(Quantity.grouped($0.count)) \($0.what)" }.joined(separator: ", "), .dim)
        }
    }

    private mutating func add(_ open: OpenCheck) {
        lines.append("")
        let word = open.level.word.uppercased()
        let count = open.findings.count == 1 ? "" : " (\(open.findings.count))"
        add("\(word) \(open.check.code) \(open.check.name)\(count)", Style(open.level))
        // What all of them share is said once.
        let whys = Set(open.findings.map(\.why))
        if let why = whys.first, whys.count == 1 { add(why, indent: 2) }
        for finding in open.findings.prefix(rows) {
            var title = finding.asset.path
            if let field = finding.field { title += " " + field }
            if let context = finding.asset.context, report.targets.count > 1 { title += " in " + context }
            if finding.news == .new { title += " (new)" }
            if finding.level != open.level { title += " (\(finding.level.word))" }
            add(title, .bold, indent: 2)
            add(finding.effect, indent: 4)
            if whys.count > 1 { add(finding.why, .dim, indent: 4) }
            add("fix: " + finding.fix.words, indent: 4)
            // Not broken into lines: it is there to be copied.
            if let shell = finding.fix.shell { lines.append("    " + styled("$ " + ShownText.visible(shell), .command)) }
        }
        addMore(open.findings.count)
    }

    private mutating func addAccepted() {
        guard !report.accepted.isEmpty else { return }
        addTitle("Accepted (\(report.accepted.count))")
        for finding in report.accepted.prefix(rows) {
            add("\(finding.level.word) \(finding.identity): \(finding.accepted ?? "")", .dim, indent: 2)
        }
        addMore(report.accepted.count)
    }

    private mutating func addUnknown() {
        guard !report.unknowns.isEmpty else { return }
        addTitle("Unknown (\(report.unknowns.count)): not judged, so not passed")
        for group in UnknownGroup.all(of: report) {
            add(group.reason, indent: 2)
            let assets = group.assets.prefix(rows).joined(separator: ", ")
            let more = group.assets.count > rows ? " … and \(group.assets.count - rows) more" : ""
            add("of \(assets)\(more): \(group.words { $0 })", .dim, indent: 4)
        }
    }

    private mutating func addRest() {
        if !report.fixed.isEmpty {
            addTitle("Fixed since the baseline (\(report.fixed.count))")
            for identity in report.fixed.prefix(rows) { add(identity, .good, indent: 2) }
            addMore(report.fixed.count)
        }
        guard !report.notes.isEmpty else { return }
        addTitle("Not seen")
        for note in report.notes { add(note, indent: 2) }
    }

    private mutating func addEnd() {
        lines.append("")
        if !report.missing.isEmpty {
            add("Required and unknown: " + report.missing.joined(separator: ", "), .danger)
        }
        let style: Style =
            switch report.exitCode {
            case 0: .good
            case 1: .warn
            default: .danger
            }
        add("\(report.verdict): \(report.figures.line) · exit code \(report.exitCode)", style)
    }

    private mutating func addTitle(_ title: String) {
        lines.append("")
        add(title, .bold)
    }

    private mutating func addMore(_ count: Int) {
        if count > rows { add("… and \(count - rows) more", .dim, indent: 2) }
    }

    private mutating func add(_ text: String, _ style: Style = .plain, indent: Int = 0) {
        let margin = String(repeating: " ", count: indent)
        for line in ShownText.wrapped(ShownText.visible(text), width - indent) { lines.append(margin + styled(line, style)) }
    }

    private func styled(_ text: String, _ style: Style) -> String {
        colour && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Select Graphic Rendition of ECMA-48.
    private enum Style: String {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case danger = "1;31"
        case warn = "1;33"
        case info = "1;36"
        case good = "32"
        case command = "36"

        init(_ level: Level) {
            self = level >= .danger ? .danger : level == .warn ? .warn : .info
        }
    }
}
