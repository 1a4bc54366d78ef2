public import NATS

/// The level of the JetStream API that a configuration needs (`_nats.req.level`), and the releases that have it.
public enum APILevel {
    private static let releases: [(release: NATSRelease, level: Int)] = [
        (NATSRelease(2, 11), 1), (NATSRelease(2, 12), 2), (NATSRelease(2, 14), 4), (newest, 5),
    ]

    /// The newest release this program knows.
    public static let newest = NATSRelease(2, 15)

    /// What a release serves; nil for one that is newer than this program knows.
    public static func level(of release: NATSRelease) -> Int? {
        guard release <= newest else { return nil }
        return releases.last { $0.release <= release }?.level ?? 0
    }

    /// The first release that serves a level; nil for one that is newer than this program knows.
    public static func release(of level: Int) -> NATSRelease? { releases.first { $0.level >= level }?.release }

    /// The release before one, where fewer levels are served.
    public static func before(_ release: NATSRelease) -> NATSRelease {
        releases.last { $0.release < release }?.release ?? NATSRelease(2, 10)
    }

    /// Servers of this release and newer leave what they can't serve as it is, offline; older ones take it for something else.
    public static let keepsOffline = NATSRelease(2, 12)
}
