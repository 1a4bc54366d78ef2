public import JSON
public import Model

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

/// A configuration's value as people write it: nanoseconds as `7d`, bytes as `10.0 GiB`, nothing as "its default".
public func shown(_ value: JSONValue?, _ field: String, of known: [ConfigurationField] = StreamFields.all) -> String {
    guard let value else { return "its default" }
    guard let number = value.int64, number > 0 else { return value.text }
    switch known.first(where: { $0.name == field })?.kind {
    case .duration: return duration(nanoseconds: number)
    case .size where number >= 1024: return "\(bytes(UInt64(number))) (\(number))"
    default: return value.text
    }
}

/// `7d`, `1h30m`, `1.5s`.
func duration(nanoseconds: Int64) -> String {
    var text = ""
    var left = nanoseconds
    for (unit, size) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)] where left >= size * 1_000_000_000 {
        text += "\(left / (size * 1_000_000_000))\(unit)"
        left %= size * 1_000_000_000
    }
    if left % 1_000_000_000 == 0 { return left > 0 || text.isEmpty ? text + "\(left / 1_000_000_000)s" : text }
    if text.isEmpty, left < 1_000_000 { return "\(left)ns" }
    if text.isEmpty, left < 1_000_000_000 { return "\(left / 1_000_000)ms" }
    let thousandths = String(left / 1_000_000)
    let padded = String(repeating: "0", count: max(0, 4 - thousandths.count)) + thousandths
    return text + "\(padded.dropLast(3)).\(padded.suffix(3))s"
}
