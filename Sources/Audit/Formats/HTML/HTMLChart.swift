/// A chart as inline SVG, and as a table for who can't see it or wants the numbers.
struct HTMLChart {
    private static let width = 420.0
    private static let mostBars = 15
    private static let mostRows = 500

    private let chart: AuditChart

    init(_ chart: AuditChart) { self.chart = chart }

    func add(to page: inout HTMLPage) {
        let title = page.escaped(chart.title)
        page.add("<figure>\n<figcaption><h3>\(title)</h3></figcaption>\n")
        switch chart.shape {
        case .bars: addBars(&page)
        case .line: addLine(&page)
        }
        let isCut = chart.rows.count > Self.mostRows
        let more = isCut ? ", the first \(Self.mostRows) of \(chart.rows.count)" : ""
        page.add("<details class=\"data\"><summary>Numbers\(more)</summary>\n<div class=\"scroll\"><table>\n")
        let hasLimit = chart.rows.contains { $0.limit != nil }
        page.add("<thead><tr><th scope=\"col\">What</th><th scope=\"col\" class=\"number\">\(page.escaped(chart.unit))</th>")
        page.add(hasLimit ? "<th scope=\"col\" class=\"number\">limit</th></tr></thead>\n<tbody>\n" : "</tr></thead>\n<tbody>\n")
        for row in chart.rows.prefix(Self.mostRows) {
            page.add(
                "<tr><td><bdi>\(page.escaped(label(row)))</bdi></td><td class=\"number\">\(MetricPage.number(row.value))</td>")
            if hasLimit { page.add("<td class=\"number\">\(row.limit.map(MetricPage.number) ?? "none")</td>") }
            page.add("</tr>\n")
        }
        page.add("</tbody></table></div></details>\n</figure>\n")
    }

    private func label(_ row: AuditChart.Row) -> String {
        chart.shape == .line ? HTMLReport.readable(row.label) : row.label
    }

    private func opening(_ height: Double, _ page: HTMLPage) -> String {
        "<svg class=\"chart\" viewBox=\"0 0 \(page.number(Self.width)) \(page.number(height))\" role=\"img\" aria-label=\""
            + "\(page.escaped(chart.title)), \(page.escaped(chart.unit)); the numbers are in the table below\">\n"
    }

    private func fill(_ row: AuditChart.Row) -> String {
        guard let limit = row.limit, limit > 0 else { return "bar" }
        return row.value >= limit * 0.9 ? "bar danger" : row.value >= limit * 0.75 ? "bar warn" : "bar"
    }

    // MARK: Bars

    /// One bar a row, with a mark where its limit is; a limit far beyond all values is told in words only.
    private func addBars(_ page: inout HTMLPage) {
        let rows = chart.rows.prefix(Self.mostBars)
        let step = 38.0
        let most = max(rows.map(\.value).filter(\.isFinite).max() ?? 0, 0)
        let limits = rows.compactMap(\.limit).filter { $0.isFinite && $0 <= most * 4 }
        let scale = max(most, limits.max() ?? 0)
        page.add(opening(step * Double(rows.count), page))
        for (index, row) in rows.enumerated() {
            let top = step * Double(index)
            let share = scale > 0 && row.value.isFinite ? max(0, row.value / scale) : 0
            let value = value(row)
            page.add("<text class=\"label\" x=\"0\" y=\"\(page.number(top + 14))\">")
            page.add(page.escaped(shortened(row.label, Self.width - 24 - 6.9 * Double(value.count))) + "</text>")
            page.add("<text class=\"value\" x=\"\(page.number(Self.width))\" y=\"\(page.number(top + 14))\" text-anchor=\"end\">")
            page.add(page.escaped(value) + "</text>")
            let y = page.number(top + 21)
            page.add("<rect class=\"track\" x=\"0\" y=\"\(y)\" width=\"\(page.number(Self.width))\" height=\"9\" rx=\"2\"/>")
            if share > 0 {
                let width = page.number(max(2, share * Self.width))
                page.add("<rect class=\"\(fill(row))\" x=\"0\" y=\"\(y)\" width=\"\(width)\" height=\"9\" rx=\"2\"/>")
            }
            if let limit = row.limit, limit.isFinite, limit >= 0, limit <= scale, scale > 0 {
                let x = page.number(min(Self.width - 1, max(1, limit / scale * Self.width)))
                page.add(
                    "<line class=\"limit\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(page.number(top + 18))\" y2=\"\(page.number(top + 33))\"/>"
                )
            }
            page.add("\n")
        }
        page.add("</svg>\n")
        if chart.rows.count > rows.count { page.add("<p class=\"more\">and \(chart.rows.count - rows.count) more</p>\n") }
    }

    private func value(_ row: AuditChart.Row) -> String {
        let text = Quantity.text(row.value, chart.unit)
        guard let limit = row.limit, limit.isFinite, limit > 0 else { return text }
        guard chart.unit != "percent", row.value.isFinite else { return "\(text) of \(Quantity.text(limit, chart.unit))" }
        return "\(text) of \(Quantity.text(limit, chart.unit)) (\(Quantity.text((row.value / limit * 100).rounded(), "percent")))"
    }

    /// Cut in the middle: the end of a name tells as much as its start.
    private func shortened(_ text: String, _ width: Double) -> String {
        let text = ShownText.visible(text)
        let room = max(8, Int(width / 7.2))
        guard ShownText.columns(text) > room else { return text }
        let half = (room - 1) / 2
        var start = ""
        var end = ""
        for character in text where ShownText.columns(start) + ShownText.columns(String(character)) <= half {
            start.append(character)
        }
        for character in text.reversed() where ShownText.columns(end) + ShownText.columns(String(character)) <= half {
            end = String(character) + end
        }
        return start + "…" + end
    }

    // MARK: Lines

    private func addLine(_ page: inout HTMLPage) {
        let rows = chart.rows.filter(\.value.isFinite)
        let (top, bottom, left) = (14.0, 150.0, 0.0)
        let most = max(rows.map(\.value).max() ?? 0, 0)
        let least = min(rows.map(\.value).min() ?? 0, 0)
        let limits = rows.compactMap(\.limit).filter { $0.isFinite && $0 <= max(most * 4, 1) }
        let ceiling = Self.ceiling(max(most, limits.max() ?? 0))
        let span = max(ceiling - least, .leastNormalMagnitude)
        func x(_ index: Int) -> Double {
            rows.count < 2 ? Self.width / 2 : left + (Self.width - left) * Double(index) / Double(rows.count - 1)
        }
        func y(_ value: Double) -> Double { bottom - (bottom - top) * (value - least) / span }
        page.add(opening(bottom + 24, page))
        for part in [0, 0.5, 1] {
            let value = least + span * part
            let place = page.number(y(value))
            page.add("<line class=\"grid\" x1=\"0\" x2=\"\(page.number(Self.width))\" y1=\"\(place)\" y2=\"\(place)\"/>")
            page.add(
                "<text class=\"axis\" x=\"0\" y=\"\(page.number(y(value) - 4))\">\(page.escaped(Quantity.text(value, chart.unit)))</text>\n"
            )
        }
        let points = rows.enumerated().map { "\(page.number(x($0.offset))),\(page.number(y($0.element.value)))" }
        if points.count > 1 {
            let area =
                points + [
                    "\(page.number(x(rows.count - 1))),\(page.number(bottom))", "\(page.number(x(0))),\(page.number(bottom))",
                ]
            page.add("<polygon class=\"area\" points=\"\(area.joined(separator: " "))\"/>")
            page.add("<polyline class=\"line\" points=\"\(points.joined(separator: " "))\"/>\n")
        }
        let limited = rows.enumerated().filter { $0.element.limit.map { $0.isFinite && $0 <= ceiling } ?? false }
        if limited.count > 1 {
            let points = limited.map { "\(page.number(x($0.offset))),\(page.number(y($0.element.limit ?? 0)))" }
            page.add("<polyline class=\"limit\" points=\"\(points.joined(separator: " "))\"/>\n")
        }
        if let last = rows.last {
            let place = (x(rows.count - 1), y(last.value))
            page.add(
                "<circle class=\"point\" cx=\"\(page.number(min(place.0, Self.width - 4)))\" cy=\"\(page.number(place.1))\" r=\"4\"/>"
            )
            page.add(
                "<text class=\"value\" x=\"\(page.number(Self.width))\" y=\"\(page.number(max(11, place.1 - 9)))\" text-anchor=\"end\">"
            )
            page.add(page.escaped(value(last)) + "</text>\n")
            page.add(
                "<text class=\"axis\" x=\"\(page.number(Self.width))\" y=\"\(page.number(bottom + 18))\" text-anchor=\"end\">")
            page.add(page.escaped(shortened(label(last), 190)) + "</text>")
        }
        if let first = rows.first, rows.count > 1 {
            page.add("<text class=\"axis\" x=\"0\" y=\"\(page.number(bottom + 18))\">")
            page.add(page.escaped(shortened(label(first), 190)) + "</text>")
        }
        page.add("\n</svg>\n")
    }

    /// The next of 1, 2, 2.5, 5, 10 … that holds the value.
    static func ceiling(_ value: Double) -> Double {
        guard value.isFinite, value > 0 else { return 1 }
        var step = 1.0
        while step * 10 <= value, step < 1e300 { step *= 10 }
        while step > value, step > 1e-300 { step /= 10 }
        for factor in [1, 2, 2.5, 5] where step * factor >= value { return step * factor }
        return step * 10
    }
}
