import Synchronization

/// Identifiers that sort by the time they were made (RFC 9562, version 7).
public enum UUIDv7 {
    /// The last time given out, in 1/4096 ms since 1970: the next one is later, even within the same tick.
    private static let last = Mutex<UInt64>(0)

    /// In lower case with hyphens, 36 characters. Those of one process sort in the order they were made.
    public static func make(at time: WallTime = .now()) -> String {
        let (milliseconds, rest) = max(0, time.nanoseconds).quotientAndRemainder(dividingBy: 1_000_000)
        let now = UInt64(milliseconds) << 12 | UInt64(rest) * 4096 / 1_000_000
        let ticks = last.withLock { last in
            last = max(last &+ 1, now)
            return last
        }
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: ticks >> (12 + 40 - 8 * UInt64($0))) }
        bytes += [0x70 | UInt8(truncatingIfNeeded: ticks >> 8 & 0xF), UInt8(truncatingIfNeeded: ticks)]
        var random = PlatformRandom.bytes(8)
        random[0] = random[0] & 0x3F | 0x80
        let digits = Array(Hex.encode(bytes + random))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}
