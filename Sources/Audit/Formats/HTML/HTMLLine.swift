/// A line through the rows in their order, over an area down to zero, with the limit as a dashed line.
struct HTMLLine {
    private static let top = 16.0
    private static let bottom = 152.0
    /// More points than this can't be told apart.
    private static let most = 840

    private let chart: AuditChart
    private let rows: [AuditChart.Row]
    private let floor: Double
    private let ceiling: Double

    init(_ chart: AuditChart) {
        self.chart = chart
        let known = chart.rows.filter(\.value.isFinite)
        let step = (known.count + Self.most - 1) / Self.most
        let rows = step > 1 ? known.indices.filter { $0 % step == 0 || $0 == known.count - 1 }.map { known[$0] } : known
        let largest = rows.map(\.value).max() ?? 0
        let limits = rows.compactMap(\.limit).filter { $0.isFinite && $0 <= largest * 4 }
        self.rows = rows
        floor = min(rows.map(\.value).min() ?? 0, 0)
        ceiling = Self.round(max(largest, limits.max() ?? 0))
    }

    func add(to page: inout HTMLPage) {
        var drawing = HTMLDrawing("\(chart.title), \(chart.unit)", height: Self.bottom + 24)
        for part in [0, 0.5, 1] {
            let value = floor * (1 - part) + ceiling * part
            drawing.add("line", "grid", ("x1", left), ("x2", HTMLDrawing.width), ("y1", y(value)), ("y2", y(value)))
        }
        let points = rows.enumerated().map { (x: x($0.offset), y: y($0.element.value)) }
        if let first = points.first, let last = points.last, points.count > 1 {
            drawing.add("polygon", "area", points: points + [(last.x, y(max(0, floor))), (first.x, y(max(0, floor)))])
            drawing.add("polyline", "line", points: points)
        }
        let limits = rows.enumerated().compactMap { index, row in
            row.limit.flatMap { $0.isFinite && $0 <= ceiling && $0 >= floor ? (x: x(index), y: y($0)) : nil }
        }
        if limits.count > 1 { drawing.add("polyline", "limit", points: limits) }
        if let last = points.last {
            drawing.add("circle", "point", ("cx", min(last.x, HTMLDrawing.width - 4)), ("cy", last.y), ("r", 4))
        }
        for part in [0, 0.5, 1] {
            let value = floor * (1 - part) + ceiling * part
            drawing.write(axis(value), "axis", x: left - 8, y: y(value) + 4, toTheLeft: true)
        }
        let room = (HTMLDrawing.width - left) / 2 - 12
        if let first = rows.first, rows.count > 1 {
            drawing.write(HTMLDrawing.fitted(moment(first), room), "axis", x: left, y: Self.bottom + 18)
        }
        if let last = rows.last {
            let label = HTMLDrawing.fitted(moment(last), room)
            drawing.write(label, "axis", x: HTMLDrawing.width, y: Self.bottom + 18, toTheLeft: true)
        }
        page.add(drawing.text + "</svg>\n")
    }

    /// Bytes and shares have short units; others are said above the line.
    private func axis(_ value: Double) -> String {
        Quantity.text(value, chart.unit.hasPrefix("bytes") ? "bytes" : chart.unit == "percent" ? chart.unit : "")
    }

    /// `2026-01-31 12:00`: there is little room.
    private func moment(_ row: AuditChart.Row) -> String {
        UnixTime.seconds(row.label) == nil ? row.label : String(HTMLReport.readable(row.label).prefix(16))
    }

    /// Where the line begins: right of the numbers.
    private var left: Double {
        HTMLDrawing.room([floor, floor / 2 + ceiling / 2, ceiling].map { ShownText.columns(axis($0)) }.max() ?? 0) + 8
    }

    private func x(_ index: Int) -> Double {
        let width = HTMLDrawing.width - left
        return left + (rows.count < 2 ? width / 2 : width * Double(index) / Double(rows.count - 1))
    }

    /// Halved before it is subtracted: the span of the largest doubles is no double.
    private func y(_ value: Double) -> Double {
        let span = ceiling / 2 - floor / 2
        return Self.bottom - (Self.bottom - Self.top) * ((value / 2 - floor / 2) / span)
    }

    /// The next of 1, 2, 2.5, 5, 10 … that holds the value.
    private static func round(_ value: Double) -> Double {
        guard value > 0 else { return 1 }
        var step = 1.0
        while step * 10 <= value { step *= 10 }
        while step > value, step > .leastNormalMagnitude { step /= 10 }
        return [1, 2, 2.5, 5].map { step * $0 }.first { $0 >= value } ?? min(step * 10, .greatestFiniteMagnitude)
    }
}
