/// A chart as inline SVG, and as a table for who can't see it or wants the numbers.
struct HTMLChart {
    private static let mostRows = 500

    private let chart: AuditChart

    init(_ chart: AuditChart) { self.chart = chart }

    func add(to page: inout HTMLPage) {
        page.add("<figure>\n<figcaption><h3>\(page.escaped(chart.title))</h3>")
        // Of a line it is the end that people look for.
        if chart.shape == .line, let last = chart.rows.last(where: \.value.isFinite) {
            page.add("<p>\(page.escaped(Self.value(last, chart.unit)))</p>")
        }
        page.add("</figcaption>\n")
        switch chart.shape {
        case .bars: HTMLBars(chart).add(to: &page)
        case .line: HTMLLine(chart).add(to: &page)
        }
        addNumbers(&page)
        page.add("</figure>\n")
    }

    private func addNumbers(_ page: inout HTMLPage) {
        let isCut = chart.rows.count > Self.mostRows
        page.add("<details class=\"data\"><summary>Numbers")
        if isCut { page.add(", the first \(Self.mostRows) of \(chart.rows.count)") }
        page.add("</summary>\n<div class=\"scroll\"><table>\n")
        let hasLimit = chart.rows.contains { $0.limit != nil }
        page.add("<thead><tr><th scope=\"col\">What</th><th scope=\"col\" class=\"number\">\(page.escaped(chart.unit))</th>")
        if hasLimit { page.add("<th scope=\"col\" class=\"number\">limit</th>") }
        page.add("</tr></thead>\n<tbody>\n")
        for row in chart.rows.prefix(Self.mostRows) {
            let label = page.escaped(Self.label(row, chart.shape))
            page.add("<tr><td><bdi>\(label)</bdi></td><td class=\"number\">\(MetricPage.number(row.value))</td>")
            if hasLimit { page.add("<td class=\"number\">\(row.limit.map(MetricPage.number) ?? "none")</td>") }
            page.add("</tr>\n")
        }
        page.add("</tbody></table></div></details>\n")
    }

    /// Lines run through time; a moment is shown as people write it.
    static func label(_ row: AuditChart.Row, _ shape: AuditChart.Shape) -> String {
        shape == .line ? HTMLReport.readable(row.label) : row.label
    }

    /// `29 GiB of 32 GiB (91 %)`.
    static func value(_ row: AuditChart.Row, _ unit: String) -> String {
        let text = Quantity.text(row.value, unit)
        guard let limit = row.limit, limit.isFinite, limit > 0, row.value.isFinite, unit != "percent" else { return text }
        return "\(text) of \(Quantity.text(limit, unit)) (\(Quantity.text((row.value / limit * 100).rounded(), "percent")))"
    }
}

/// An SVG in the making, 420 units wide; text in it is escaped.
struct HTMLDrawing {
    static let width = 420.0

    private(set) var text: String

    init(_ title: String, height: Double) {
        text = "<svg class=\"chart\" viewBox=\"0 0 \(Self.number(Self.width)) \(Self.number(height))\" role=\"img\" "
        text += "aria-label=\"\(MarkupText.escaped(title)); the numbers are in the table below\">\n"
    }

    /// The element with nothing in it: `<rect class="bar" x="0" …/>`.
    mutating func add(_ element: String, _ kind: String, _ attributes: (String, Double)...) {
        text += "<\(element) class=\"\(kind)\""
        for (name, value) in attributes { text += " \(name)=\"\(Self.number(value))\"" }
        text += "/>\n"
    }

    mutating func add(_ element: String, _ kind: String, points: [(x: Double, y: Double)]) {
        let places = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }
        text += "<\(element) class=\"\(kind)\" points=\"\(places.joined(separator: " "))\"/>\n"
    }

    mutating func write(_ words: String, _ kind: String, x: Double, y: Double, toTheLeft: Bool = false) {
        text += "<text class=\"\(kind)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
        text += "\(toTheLeft ? " text-anchor=\"end\"" : "")>\(MarkupText.escaped(words))</text>\n"
    }

    /// A coordinate with at most one digit after the point.
    static func number(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return Int(exactly: tenths).map(String.init) ?? "\(tenths)"
    }

    /// Units that so many columns take: of the larger letters of a phone.
    static func room(_ columns: Int) -> Double { Double(columns) * 8.2 }

    /// Cut in the middle where it is wider than so many units: the end of a name tells as much as its start.
    static func fitted(_ text: String, _ width: Double) -> String {
        let text = ShownText.visible(text)
        let room = max(8, Int(width / 8.2))
        guard ShownText.columns(text) > room else { return text }
        let half = (room - 1) / 2
        return start(text, half) + "…" + String(start(text.reversed(), half).reversed())
    }

    private static func start(_ text: some Sequence<Character>, _ columns: Int) -> String {
        var result = ""
        var used = 0
        for character in text {
            used += ShownText.columns(String(character))
            if used > columns { break }
            result.append(character)
        }
        return result
    }
}
