public import JSON

/// Words for a POSIX shell, so that a command can be copied whatever a name consists of.
public enum ShellText {
    /// The word itself where no shell reads anything into it, else in single quotes.
    public static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_-.,:/@%+".utf8.contains(byte)
            }
        }
        if plain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// `nats-operator call TOOL key=value…` with these arguments.
    public static func call(_ tool: String, _ arguments: JSONObject) -> String {
        let words = arguments.members.map { member in
            if case .string(let value) = member.value, !value.unicodeScalars.contains(where: ShownText.isHidden) {
                return member.key + "=" + (value.isEmpty ? "" : quoted(value))
            }
            return member.key + ":=" + quoted(readable(member.value))
        }
        return (["nats-operator", "call", quoted(tool)] + words).joined(separator: " ")
    }

    /// JSON with all that is not to be seen as an escape.
    private static func readable(_ value: JSONValue) -> String {
        var result = ""
        for scalar in value.text.unicodeScalars {
            guard ShownText.isHidden(scalar) else {
                result.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result
    }
}
