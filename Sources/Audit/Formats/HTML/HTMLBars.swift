/// One bar a row, with a mark where its limit is.
struct HTMLBars {
    private static let most = 15
    private static let step = 38.0

    private let chart: AuditChart

    init(_ chart: AuditChart) { self.chart = chart }

    func add(to page: inout HTMLPage) {
        let rows = chart.rows.prefix(Self.most)
        let largest = max(rows.map(\.value).filter(\.isFinite).max() ?? 0, 0)
        // A limit far beyond all values would leave nothing to see of them; it is told in words only.
        let limits = rows.compactMap(\.limit).filter { $0.isFinite && $0 <= largest * 4 }
        let scale = max(largest, limits.max() ?? 0)
        var drawing = HTMLDrawing("\(chart.title), \(chart.unit)", height: Self.step * Double(rows.count))
        for (index, row) in rows.enumerated() { add(row, Self.step * Double(index), scale, &drawing) }
        page.add(drawing.text + "</svg>\n")
        if chart.rows.count > rows.count { page.add("<p class=\"more\">and \(chart.rows.count - rows.count) more</p>\n") }
    }

    private func add(_ row: AuditChart.Row, _ top: Double, _ scale: Double, _ drawing: inout HTMLDrawing) {
        let width = HTMLDrawing.width
        let value = HTMLDrawing.fitted(HTMLChart.value(row, chart.unit), width * 0.7)
        let room = width - 16 - HTMLDrawing.room(ShownText.columns(value))
        drawing.write(HTMLDrawing.fitted(row.label, room), "label", x: 0, y: top + 14)
        drawing.write(value, "value", x: width, y: top + 14, toTheLeft: true)
        drawing.add("rect", "track", ("x", 0), ("y", top + 21), ("width", width), ("height", 9), ("rx", 2))
        guard scale > 0 else { return }
        if row.value.isFinite, row.value > 0 {
            let share = max(2, row.value / scale * width)
            drawing.add("rect", fill(row), ("x", 0), ("y", top + 21), ("width", share), ("height", 9), ("rx", 2))
        }
        if let limit = row.limit, limit.isFinite, limit >= 0, limit <= scale {
            let x = min(width - 1, max(1, limit / scale * width))
            drawing.add("line", "limit", ("x1", x), ("x2", x), ("y1", top + 18), ("y2", top + 33))
        }
    }

    private func fill(_ row: AuditChart.Row) -> String {
        // Of a share nobody knows whether much of it is good.
        guard let limit = row.limit, limit > 0, chart.unit != "percent" else { return "bar" }
        return row.value >= limit * 0.9 ? "bar danger" : row.value >= limit * 0.75 ? "bar warn" : "bar"
    }
}
