public import Platform

/// The messages of an archive that are schedules: what their stream sends by itself, and when.
public struct ScheduledMessages: Sendable, Hashable {
    /// When those that fire once are due.
    public private(set) var moments: [WallTime] = []
    /// How many fire again and again.
    public private(set) var recurring: UInt64 = 0
    /// Where there are more than can be kept: the counts are of the first of them.
    public private(set) var isCut = false

    private static let most = 1 << 20
    private static let name = Array("\r\nnats-schedule:".utf8)

    public init(isCut: Bool = false) { self.isCut = isCut }

    /// How many are due by a moment: they fire as soon as their stream is there.
    public func due(by moment: WallTime) -> UInt64 { UInt64(moments.count { $0 <= moment }) }

    /// Notes a message by its headers.
    mutating func take(_ schedule: Schedule) {
        switch schedule {
        case .recurring: recurring += 1
        case .once(let moment) where moments.count < Self.most: moments.append(moment)
        case .once: isCut = true
        }
    }

    enum Schedule: Hashable {
        case once(WallTime)
        case recurring

        /// What a message's headers say; nil where it is no schedule.
        init?(headers: [UInt8]) {
            guard let value = MessageHeaders.value(of: ScheduledMessages.name, in: headers) else { return nil }
            let start = "@at "
            guard value.hasPrefix(start) else {
                self = .recurring
                return
            }
            guard let moment = WallTime(rfc3339: String(value.dropFirst(start.count))) else { return nil }
            self = .once(moment)
        }
    }
}
