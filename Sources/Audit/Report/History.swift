import JSON

/// How much there was at each audit of a row of audits, of which each had the one before as its baseline: the report carries it on.
struct History: Sendable, Hashable {
    /// What is drawn: the total it is of, and how the chart is called.
    private static let drawn = [
        (total: "messages", title: "Messages over time", unit: "messages"),
        (total: "bytes", title: "Storage over time", unit: "bytes"),
    ]
    /// A year of nights.
    private static let most = 366

    /// By title, the oldest first; labels are times.
    private let rows: [String: [AuditChart.Row]]

    /// - Parameter report: as `--format json` wrote it.
    init(report: JSONObject) {
        let charts = report["charts"]?.array ?? []
        var rows: [String: [AuditChart.Row]] = [:]
        for one in Self.drawn {
            let chart = charts.first { $0["title"]?.string == one.title && $0["shape"]?.string == AuditChart.Shape.line.rawValue }
            var known = (chart?["rows"]?.array ?? []).compactMap { row -> AuditChart.Row? in
                guard let label = row["label"]?.string, let value = row["value"]?.number else { return nil }
                return AuditChart.Row(label, value)
            }
            if let time = report["captured"]?.string, let count = report["totals"]?[one.total]?.number, known.last?.label != time
            {
                known.append(AuditChart.Row(time, count))
            }
            rows[one.title] = known
        }
        self.rows = rows
    }

    /// The charts with one more point; none where there is only one.
    func charts(_ report: AuditReport) -> [AuditChart] {
        Self.drawn.compactMap { one in
            guard let now = report.totals.first(where: { $0.what == one.total }) else { return nil }
            // A capture of before is no news.
            let before = (rows[one.title] ?? []).filter { $0.label < report.captured }
            guard !before.isEmpty else { return nil }
            return AuditChart(
                one.title, .line, unit: one.unit,
                before.suffix(Self.most - 1) + [AuditChart.Row(report.captured, Double(now.count))])
        }
    }
}
