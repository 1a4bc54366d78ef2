#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A moment of the calendar, exact to the nanosecond, from September 1677 to April 2262 (what 64 bits hold).
///
/// For durations and deadlines use a monotonic clock: this one jumps when somebody sets it.
public struct WallTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted; negative before.
    public let nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The clock of the system now.
    public static func now() -> WallTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    public static func < (left: WallTime, right: WallTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// How long after `earlier` this is; negative where it is before.
    public func since(_ earlier: WallTime) -> Duration {
        .nanoseconds(nanoseconds) - .nanoseconds(earlier.nanoseconds)
    }

    /// This moment moved by `duration` (rounded towards zero to a nanosecond); stays at the first or last moment there is.
    public func advanced(by duration: Duration) -> WallTime {
        let (seconds, attoseconds) = duration.components
        let (whole, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (part, tooLongToo) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        let (sum, outside) = nanoseconds.addingReportingOverflow(part)
        if tooLong || tooLongToo || outside { return WallTime(nanoseconds: duration < .zero ? .min : .max) }
        return WallTime(nanoseconds: sum)
    }

    public var description: String { rfc3339 }
}
