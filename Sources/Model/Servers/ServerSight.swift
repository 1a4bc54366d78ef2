/// What a client sees of the server it is connected to, as far as it matters for JetStream.
public struct ServerSight: Sendable, Hashable {
    /// Major and minor number; nil where it isn't told.
    public let major: Int?
    public let minor: Int?
    /// Whether several servers share JetStream; nil where that can't be told (another domain's API is used).
    public let isClustered: Bool?
    /// Bytes; what a publisher may send at most.
    public let maximumPayload: UInt64?

    public init(release: (major: Int, minor: Int)?, isClustered: Bool?, maximumPayload: UInt64?) {
        major = release?.major
        minor = release?.minor
        self.isClustered = isClustered
        self.maximumPayload = maximumPayload
    }

    /// Whether it is older than a release; one that doesn't tell is taken for new.
    public func isBefore(_ major: Int, _ minor: Int) -> Bool {
        guard let own = self.major, let ownMinor = self.minor else { return false }
        return (own, ownMinor) < (major, minor)
    }
}
