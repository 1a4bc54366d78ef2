/// A name from NATS as it may stand in a sentence: quoted, control characters and line breaks made visible, cut when long.
/// Names are untrusted: one that reads like an instruction must not look like part of our text.
public func quoted(_ name: String, limit: Int = 120) -> String {
    var text = "\""
    var length = 0
    for scalar in name.unicodeScalars {
        guard length < limit else {
            text += "…"
            break
        }
        length += 1
        switch scalar {
        case "\"", "\\": text += "\\" + String(scalar)
        case _ where isInvisible(scalar): text += "\\u{\(String(scalar.value, radix: 16))}"
        default: text.unicodeScalars.append(scalar)
        }
    }
    return text + "\""
}

/// Controls, and the marks that reorder or hide text.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
}

/// A size in the units people read: `2.1 GiB`.
public func bytes(_ count: UInt64) -> String {
    guard count >= 1024 else { return "\(count) B" }
    var value = Double(count)
    var unit = 0
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    while value >= 1024, unit < units.count - 1 {
        value /= 1024
        unit += 1
    }
    let tenths = (value * 10).rounded() / 10
    return "\(tenths) \(units[unit])"
}

/// A time in the unit people use: `30s`, `2h`, `7d`.
func span(nanoseconds: Int64) -> String {
    let units: [(Int64, String)] = [
        (86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"), (1_000_000, "ms"),
    ]
    for (size, unit) in units where nanoseconds >= size {
        let tenths = nanoseconds / (size / 10)
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)\(unit)" : "\(tenths / 10).\(tenths % 10)\(unit)"
    }
    return "\(nanoseconds)ns"
}
