/// Durations as people write them: a number and a unit, one or more times (`30s`, `1h30m`, `1.5s`, `7d`).
///
/// Units: ns, us (µs), ms, s, m, h, d (24 h), w (7 d). A bare number is no duration: nobody can tell which unit was meant.
public enum DurationText {
    /// Nil for what is none: empty, negative, without a unit, unknown unit, or more than Int64 nanoseconds.
    public static func parse(_ text: String) -> Duration? {
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let whole = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(whole.count)
            var fraction: Substring = ""
            if rest.first == "." {
                fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                guard !fraction.isEmpty else { return nil }
                rest = rest.dropFirst(fraction.count + 1)
            }
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard !whole.isEmpty || !fraction.isEmpty, let scale = nanoseconds[String(unit)],
                let part = scaled(whole, fraction, scale)
            else { return nil }
            let (sum, overflows) = total.addingReportingOverflow(part)
            guard !overflows else { return nil }
            total = sum
        }
        return .nanoseconds(total)
    }

    private static let nanoseconds: [String: Int64] = [
        "ns": 1, "us": 1_000, "µs": 1_000, "μs": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000, "d": 86_400_000_000_000, "w": 604_800_000_000_000,
    ]

    private static func scaled(_ whole: Substring, _ fraction: Substring, _ scale: Int64) -> Int64? {
        guard let units = whole.isEmpty ? 0 : Int64(whole) else { return nil }
        let (product, overflows) = units.multipliedReportingOverflow(by: scale)
        guard !overflows else { return nil }
        var part: Int64 = 0
        var step = scale
        for digit in fraction {
            step /= 10
            part += step * Int64(digit.wholeNumberValue ?? 0)
        }
        let (sum, spills) = product.addingReportingOverflow(part)
        return spills ? nil : sum
    }

    /// The shortest of these texts that means a duration: `1h30m`, `1.5s`, `250ms`, `0s`. Negative ones begin with `-`.
    public static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return "-" + text(.zero - duration) }
        var text = ""
        var left = seconds
        for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)] where left >= size {
            text += "\(left / size)\(unit)"
            left %= size
        }
        let nanoseconds = attoseconds / 1_000_000_000
        if nanoseconds == 0 { return left > 0 || text.isEmpty ? text + "\(left)s" : text }
        if seconds == 0, nanoseconds % 1_000_000 == 0 { return "\(nanoseconds / 1_000_000)ms" }
        if seconds == 0, nanoseconds < 1_000_000 {
            return nanoseconds % 1_000 == 0 ? "\(nanoseconds / 1_000)us" : "\(nanoseconds)ns"
        }
        var digits = String(nanoseconds)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return text + "\(left).\(digits)s"
    }
}
