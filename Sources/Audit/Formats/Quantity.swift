/// Numbers for people.
enum Quantity {
    /// `12,345,678`.
    static func grouped(_ value: UInt64) -> String {
        var digits = Array(String(value).utf8)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(UInt8(ascii: ","), at: place)
            place -= 3
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// A value in a unit: `1.4 GiB`, `12.3M messages`, `93 %`.
    static func text(_ value: Double, _ unit: String) -> String {
        guard value.isFinite else { return "unknown" }
        switch unit {
        case _ where unit == "bytes" || unit.hasPrefix("bytes "):
            return scaled(value, 1024, [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"]) + unit.dropFirst(5)
        case "percent", "%": return fraction(value) + " %"
        default:
            let number = scaled(value, 1000, ["", "k", "M", "G", "T", "P", "E"])
            return unit.isEmpty ? number : number + " " + unit
        }
    }

    private static func scaled(_ value: Double, _ step: Double, _ units: [String]) -> String {
        var rest = value
        var index = 0
        // What would be rounded to 1000 or 1024 belongs to the next unit.
        while abs(rest) >= step - 0.5, index < units.count - 1 {
            rest /= step
            index += 1
        }
        return fraction(rest) + units[index]
    }

    /// Three digits that count, no more.
    private static func fraction(_ value: Double) -> String {
        let scale = abs(value) >= 100 ? 1.0 : abs(value) >= 10 ? 10 : 100
        let rounded = (value * scale).rounded() / scale
        if let whole = Int64(exactly: rounded) { return String(whole) }
        return "\(rounded)"
    }
}
