import Audit
import JSON
import Platform

/// A check in the making.
struct CheckTally: Sendable {
    var limits: CheckLimits
    private(set) var lines: [CheckReport.Line] = []
    private(set) var figures: [CheckReport.Figure] = []

    init(_ limits: CheckLimits) { self.limits = limits }

    mutating func say(_ status: CheckReport.Status, _ text: String) { lines.append(.init(status, text)) }

    /// Whether something holds, in words for both.
    mutating func demand(_ holds: Bool, _ good: String, _ bad: String) { say(holds ? .ok : .critical, holds ? good : bad) }

    mutating func measure(_ name: String, _ value: Double, unit: String = "") { figures.append(.init(name, value, unit: unit)) }

    /// Holds a figure against `NAME_warn` and `NAME_critical`. Where both are given their order tells which side is bad.
    /// - Parameter isLeast: where one is given: the least there should be, and not the most.
    mutating func hold(_ name: String, _ words: String, _ value: Double, unit: String = "", isLeast: Bool = false) {
        let (warn, critical) = (limits.number(name + "_warn"), limits.number(name + "_critical"))
        var isLeast = isLeast
        if let warn, let critical, warn != critical { isLeast = critical < warn }
        func isBeyond(_ limit: Double?) -> Bool { limit.map { isLeast ? value <= $0 : value >= $0 } ?? false }
        figures.append(.init(name, value, unit: unit, warn: warn, critical: critical))
        let shown = "\(words) \(Self.shown(value, unit))"
        if isBeyond(critical) {
            say(.critical, "\(shown), critical is \(Self.shown(critical ?? 0, unit))")
        } else if isBeyond(warn) {
            say(.warning, "\(shown), the warning is at \(Self.shown(warn ?? 0, unit))")
        } else {
            say(.ok, shown)
        }
    }

    static func shown(_ value: Double, _ unit: String) -> String {
        switch unit {
        case "s" where value < 0.001: DurationText.text(.microseconds(Int64((max(value, 0) * 1e6).rounded())))
        case "s": DurationText.text(.milliseconds(Int64((min(max(value, 0), 1e12) * 1000).rounded())))
        case "%": Int64(exactly: (value * 10).rounded() / 10).map { "\($0) %" } ?? "\((value * 10).rounded() / 10) %"
        default: (Int64(exactly: value.rounded()).map(String.init) ?? "\(value)") + (unit.isEmpty ? "" : " " + unit)
        }
    }

    func report(_ kind: CheckKind, of: String) -> CheckReport {
        CheckReport(check: kind.rawValue, of: of, lines: lines, figures: figures)
    }
}
