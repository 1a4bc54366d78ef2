/// How a report is written down. Every format is made of the report alone, and the same report gives the same bytes.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// For a terminal.
    case text
    /// All there is, as `docs/audit.schema.json` says.
    case json
    /// For an issue or a pull request.
    case markdown
    /// One test case a check.
    case junit
    /// SARIF 2.1.0, for code scanning.
    case sarif
    /// The text exposition format, for a textfile collector.
    case prometheus
    /// One line with figures, then the worst of it.
    case nagios
    /// One page that needs nothing else.
    case html

    /// Hands the report on in parts: of formats that have all findings it is never there as a whole. Together the parts are valid
    /// UTF-8 that ends with a line break. What came from NATS can't leave its place in it.
    public func write<Failure: Error>(
        _ report: AuditReport, _ options: ReportOptions = ReportOptions(), to sink: (String) throws(Failure) -> Void
    ) throws(Failure) {
        switch self {
        case .text: try sink(TextReport(report, options).text)
        case .json: try JSONReport.write(report, to: sink)
        case .markdown: try sink(MarkdownReport(report, options).text)
        case .junit: try JUnitReport.write(report, to: sink)
        case .sarif: try SARIFReport(report).write(to: sink)
        case .prometheus: try sink(PrometheusReport.text(report))
        case .nagios: try sink(NagiosReport.text(report, options))
        case .html: try sink(HTMLReport(report, options).text)
        }
    }

    /// The same as one text.
    public func render(_ report: AuditReport, _ options: ReportOptions = ReportOptions()) -> String {
        var text = ""
        write(report, options) { text += $0 }
        return text
    }
}

/// What a format leaves to whoever asks for it; each format takes what concerns it.
public struct ReportOptions: Sendable, Hashable {
    /// Colours and weights by escape sequences of a terminal: `text` only.
    public var colour: Bool
    /// Columns of the terminal: `text` only. Less than 40 is taken as 40.
    public var width: Int
    /// How many things are listed for one check; the rest is counted. Nil: what suits the format. `json`, `junit` and `sarif`
    /// always have all.
    public var rows: Int?

    public init(colour: Bool = false, width: Int = 100, rows: Int? = nil) {
        self.colour = colour
        self.width = width
        self.rows = rows
    }
}
