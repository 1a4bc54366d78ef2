/// Points in time as servers write them.
public enum Moment {
    /// Whole seconds since 1970 of an RFC 3339 time, with `Z` or an offset; nil for anything else.
    public static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, bytes[13] == 58, bytes[16] == 58 else { return nil }
        func number(_ from: Int, _ count: Int) -> Int64? {
            guard from + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[from..<from + count] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var end = 19
        if bytes[end] == 46 {
            end += 1
            while end < bytes.count, (48...57).contains(bytes[end]) { end += 1 }
        }
        guard end < bytes.count else { return nil }
        var offset: Int64 = 0
        switch bytes[end] {
        case 90, 122: break
        case 43, 45:
            guard let hours = number(end + 1, 2), let minutes = number(end + 4, 2) else { return nil }
            offset = (hours * 3600 + minutes * 60) * (bytes[end] == 43 ? 1 : -1)
        default: return nil
        }
        return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    }

    /// Days since 1970 of a day of the Gregorian calendar: years begin in March, so that the leap day is their last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let m = month <= 2 ? month + 9 : month - 3
        return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468
    }
}
