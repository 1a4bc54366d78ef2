extension JSONValue {
    /// One text per value whatever the order of members: keys sorted by UTF-16 code units, no white space
    /// (RFC 8785, but integers stay exact over 64 bits).
    ///
    /// Doubles are written as ECMAScript does, so `1.0` becomes `1`: the text is for comparing and hashing, not for storing.
    public var canonicalText: String {
        var writer = ByteWriter()
        writeCanonical(to: &writer)
        return writer.text
    }

    private func writeCanonical(to writer: inout ByteWriter) {
        switch self {
        case .double(let value) where value.isFinite: writer.write(text: value.ecmaScriptText)
        case .array(let elements):
            writer.write(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { writer.write(UInt8(ascii: ",")) }
                element.writeCanonical(to: &writer)
            }
            writer.write(UInt8(ascii: "]"))
        case .object(let object):
            writer.write(UInt8(ascii: "{"))
            let sorted = object.members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { writer.write(UInt8(ascii: ",")) }
                writer.write(string: member.key)
                writer.write(UInt8(ascii: ":"))
                member.value.writeCanonical(to: &writer)
            }
            writer.write(UInt8(ascii: "}"))
        default: write(to: &writer)
        }
    }
}

extension Double {
    /// `Number::toString` of ECMA-262, which RFC 8785 prescribes. The shortest digits are those of Swift's description;
    /// only where the point goes differs.
    fileprivate var ecmaScriptText: String {
        guard self != 0 else { return "0" }
        let parts = magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        let all = mantissa[0] + fraction
        let digits = all.drop { $0 == "0" }
        // The value is 0.digits times ten to the power of `point`.
        let point = mantissa[0].count + exponent - (all.count - digits.count)
        return (self < 0 ? "-" : "") + Double.place(String(digits.trimmingZeros), point)
    }

    private static func place(_ digits: String, _ point: Int) -> String {
        switch point {
        case digits.count...21 where digits.count <= 21: return digits + String(repeating: "0", count: point - digits.count)
        case 1...21: return digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return "0." + String(repeating: "0", count: -point) + digits
        default:
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return digits.prefix(1) + fraction + "e" + (point > 0 ? "+" : "-") + String((point - 1).magnitude)
        }
    }
}

extension Substring {
    fileprivate var trimmingZeros: Substring {
        var rest = self
        while rest.last == "0" { rest.removeLast() }
        return rest
    }
}
