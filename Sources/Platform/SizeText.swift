/// Sizes as people write them: a whole number of bytes, or one with a unit (`64K`, `1GiB`).
///
/// K, M, G, T and KB, MB… and KiB, MiB… all mean powers of 1024, as in the nats command line; upper or lower case.
public enum SizeText {
    /// Nil for what is none: empty, negative, unknown unit, or more than Int64.
    public static func parse(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).lowercased()
        guard let number = Int64(digits) else { return nil }
        let powers = ["": 0, "b": 0, "k": 10, "m": 20, "g": 30, "t": 40]
        let short = unit.hasSuffix("ib") ? unit.dropLast(2) : unit.count > 1 && unit.hasSuffix("b") ? unit.dropLast() : unit[...]
        guard let power = powers[String(short)], unit == short || short != "b" && !short.isEmpty else { return nil }
        let (bytes, overflows) = number.multipliedReportingOverflow(by: 1 << Int64(power))
        return overflows ? nil : bytes
    }
}
