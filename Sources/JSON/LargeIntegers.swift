/// The integers of a text that libjansson would refuse it for: those from 2^63 to 2^64-1, which real server replies hold.
///
/// Each is replaced, in a copy of the text, by `Int64.max` and spaces to the same length, so that every other byte keeps
/// its place. Whoever reads the tree meets the `Int64.max`s in the order of the text and takes the k-th of `values` for the
/// k-th of them. A literal that always was `Int64.max` has its own place in that row, so nothing is mistaken for another.
struct LargeIntegers {
    private(set) var text: [UInt8]
    private(set) var values: [UInt64] = []

    private static let limit = UInt64(Int64.max)
    /// The digits of `Int64.max`: a shorter literal always fits.
    private static let digits = 19

    /// Nil when the text has none, which is found out by reading one byte in nineteen: a run of that many digits holds
    /// at least one of those bytes. Literals no 64-bit integer holds are left for libjansson to refuse.
    static func find(in bytes: UnsafeRawBufferPointer) -> LargeIntegers? {
        var found: LargeIntegers?
        var literals = [(range: Range<Int>, value: UInt64)]()
        var place = LiteralWalk(position: 0, inString: false)
        var probe = digits - 1
        while probe < bytes.count {
            guard unsafe isDigit(bytes[probe]) else {
                probe += digits
                continue
            }
            var start = probe
            while start > 0, unsafe isDigit(bytes[start - 1]) { start -= 1 }
            var end = probe + 1
            while end < bytes.count, unsafe isDigit(bytes[end]) { end += 1 }
            probe = end + digits - 1
            guard end - start >= digits, let value = unsafe integer(bytes, start..<end), value >= limit else { continue }
            unsafe place.advance(to: start, in: bytes)
            if !place.inString { literals.append((start..<end, value)) }
        }
        guard literals.contains(where: { $0.value > limit }) else { return nil }
        found = unsafe LargeIntegers(text: Array(bytes))
        for literal in literals { found?.substitute(literal.range, literal.value) }
        return found
    }

    private mutating func substitute(_ range: Range<Int>, _ value: UInt64) {
        values.append(value)
        for index in range.dropFirst(LargeIntegers.digits) { text[index] = UInt8(ascii: " ") }
        for (index, digit) in zip(range, "9223372036854775807".utf8) { text[index] = digit }
    }

    /// The value of a run of digits that is a whole, positive integer literal; nil for any other, and beyond 64 bits.
    private static func integer(_ bytes: UnsafeRawBufferPointer, _ run: Range<Int>) -> UInt64? {
        guard unsafe bytes[run.lowerBound] != UInt8(ascii: "0") else { return nil }
        if run.lowerBound > 0 {
            switch unsafe bytes[run.lowerBound - 1] {
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
            default: break
            }
        }
        if run.upperBound < bytes.count {
            switch unsafe bytes[run.upperBound] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
            default: break
            }
        }
        var value: UInt64 = 0
        for index in run {
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = unsafe tens.addingReportingOverflow(UInt64(bytes[index] &- UInt8(ascii: "0")))
            guard !over, !carry else { return nil }
            value = sum
        }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
}

/// Whether a place of the text lies in a string, found by walking on from the place before.
private struct LiteralWalk {
    var position: Int
    var inString: Bool

    mutating func advance(to target: Int, in bytes: UnsafeRawBufferPointer) {
        while position < target {
            switch unsafe bytes[position] {
            case UInt8(ascii: "\""): inString.toggle()
            case UInt8(ascii: "\\") where inString: position += 1
            default: break
            }
            position += 1
        }
    }
}
