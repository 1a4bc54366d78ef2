/// The text form of RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339#section-5.6), which NATS writes everywhere.
extension WallTime {
    private static let second: Int64 = 1_000_000_000

    /// In UTC with a `Z`: `2026-07-28T09:05:00.12Z`. Up to nine fraction digits, as many as needed.
    public var rfc3339: String {
        var (seconds, fraction) = nanoseconds.quotientAndRemainder(dividingBy: Self.second)
        if fraction < 0 {
            fraction += Self.second
            seconds -= 1
        }
        let ofDay = (seconds % 86400 + 86400) % 86400
        let date = CalendarDate(daysSinceEpoch: (seconds - ofDay) / 86400)
        var text = "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
        text += "\(Self.padded(ofDay / 3600, 2)):\(Self.padded(ofDay / 60 % 60, 2)):\(Self.padded(ofDay % 60, 2))"
        if fraction != 0 {
            var digits = Self.padded(fraction, 9)
            while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }

    /// Reads `2026-07-28T09:05:00.123456789Z` and the forms with an offset. `t`, `z` and a space for the `T` are allowed, as the
    /// RFC says; digits after the ninth are dropped; second 60 is the first moment after the minute. Nil for anything else and
    /// for a moment that doesn't fit, such as the year 1 that Go writes for "no time".
    public init?(rfc3339 text: String) {
        var reader = Reader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2), reader.skip("-"),
            let day = reader.number(digits: 2), reader.skip("T", or: "t", or: " "),
            let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2), reader.skip(":"),
            let second = reader.number(digits: 2), let fraction = reader.fraction(), let offset = reader.offset(), reader.atEnd,
            hour < 24, minute < 60, second <= 60, let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }

        let seconds = date.daysSinceEpoch * 86400 + hour * 3600 + minute * 60 + second - offset
        // Seconds and fraction are joined so that the first moment of the range, whose whole second is outside, is reached.
        let (whole, remainder) = seconds < 0 ? (seconds + 1, fraction - Self.second) : (seconds, fraction)
        let (scaled, tooFar) = whole.multipliedReportingOverflow(by: Self.second)
        let (sum, outside) = scaled.addingReportingOverflow(remainder)
        guard !tooFar, !outside else { return nil }
        self.init(nanoseconds: sum)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Takes the text apart from left to right.
    private struct Reader {
        private var rest: Substring.UTF8View

        init(_ text: String) { rest = text[...].utf8 }

        var atEnd: Bool { rest.isEmpty }

        mutating func skip(_ characters: Character...) -> Bool {
            guard let first = rest.first, characters.contains(where: { $0.asciiValue == first }) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func skip(_ one: Character, or two: Character, or three: Character) -> Bool {
            skip(one) || skip(two) || skip(three)
        }

        mutating func digit() -> Int64? {
            guard let first = rest.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") else { return nil }
            rest.removeFirst()
            return Int64(first - UInt8(ascii: "0"))
        }

        mutating func number(digits count: Int) -> Int64? {
            var value: Int64 = 0
            for _ in 0..<count {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        /// Nanoseconds; 0 where there is no fraction.
        mutating func fraction() -> Int64? {
            guard skip(".") else { return 0 }
            guard var value = digit() else { return nil }
            var count = 1
            while let next = digit() {
                if count < 9 { value = value * 10 + next }
                count += 1
            }
            while count < 9 {
                value *= 10
                count += 1
            }
            return value
        }

        /// Seconds east of UTC.
        mutating func offset() -> Int64? {
            if skip("Z", "z") { return 0 }
            let sign: Int64
            if skip("+") {
                sign = 1
            } else if skip("-") {
                sign = -1
            } else {
                return nil
            }
            guard let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), hours < 24, minutes < 60 else {
                return nil
            }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
