/// A moment as NATS writes it (RFC 3339), to the second: enough for ages and expiries.
struct Moment: Sendable, Hashable, Comparable {
    /// Since 1970.
    let seconds: Int64

    init(seconds: Int64) { self.seconds = seconds }

    /// Nil for what is no time, and for the year 1 that stands for none.
    init?(_ text: String?) {
        guard let text, text.utf8.count >= 20 else { return nil }
        let bytes = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int64? { Int64(String(decoding: bytes[from..<(from + count)], as: UTF8.self)) }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), year > 1, (1...12).contains(month)
        else { return nil }
        var offset: Int64 = 0
        if bytes.last != UInt8(ascii: "Z"), bytes.last != UInt8(ascii: "z") {
            let start = bytes.count - 6
            guard let hours = number(start + 1, 2), let minutes = number(start + 4, 2) else { return nil }
            offset = (hours * 3600 + minutes * 60) * (bytes[start] == UInt8(ascii: "-") ? -1 : 1)
        }
        // Years are counted from March, so that the leap day ends one.
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
        seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    }

    static func < (one: Moment, other: Moment) -> Bool { one.seconds < other.seconds }

    /// How long after another it is.
    func since(_ other: Moment) -> Int64 { seconds - other.seconds }
}

/// `3d`, `2h`, `45s`: an age for people, in its largest unit.
func age(seconds: Int64) -> String {
    if seconds >= 172_800 { return "\(seconds / 86_400) days" }
    if seconds >= 7200 { return "\(seconds / 3600) hours" }
    if seconds >= 120 { return "\(seconds / 60) minutes" }
    return "\(seconds) seconds"
}
