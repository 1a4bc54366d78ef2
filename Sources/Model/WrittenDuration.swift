/// A duration as configuration files and metadata have it: numbers, each with a unit (`1h30m`, `500ms`, `1.5h`). Which units there
/// are depends on who reads it.
public enum WrittenDuration: Sendable {
    /// Go's: what nats-server takes.
    case ofServers
    /// Those of the nats command line beside them: `d`, `w`, `M` (30 days), `y` (365 days); a bare number is seconds.
    case ofMonitoring

    private static let units: [String: Double] = [
        "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
    ]
    private static let longUnits: [String: Double] = ["d": 86_400, "w": 604_800, "M": 2_592_000, "y": 31_536_000]

    /// In seconds; nil for what is none.
    public func seconds(_ text: String) -> Double? {
        if self == .ofMonitoring, let plain = Double(text) { return plain }
        guard !text.isEmpty else { return nil }
        var rest = Substring(text)
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            let factor = Self.units[String(unit)] ?? (self == .ofMonitoring ? Self.longUnits[String(unit)] : nil)
            guard let amount = Double(number), let factor else { return nil }
            total += amount * factor
        }
        return total
    }
}
