/// A release of nats-server, as far as what it can do depends on it.
public struct NATSRelease: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let major: Int
    public let minor: Int

    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// The first two numbers of a version such as `2.15.1` or `2.12.0-RC.1`; nil where there are none (a server built by hand).
    public init?(version: String) {
        let parts = version.split(separator: ".", maxSplits: 2)
        guard parts.count == 3, let major = Int(parts[0]), let minor = Int(parts[1]) else { return nil }
        self.init(major, minor)
    }

    public var description: String { "\(major).\(minor)" }

    public static func < (one: NATSRelease, other: NATSRelease) -> Bool {
        (one.major, one.minor) < (other.major, other.minor)
    }
}

extension NATSClient {
    /// The release of the server, connecting if need be; nil where the server does not tell this user.
    public func release(timeout: Duration) async throws(NATSError) -> NATSRelease? {
        if let session = core.session { return session.facts.release }
        return try await core.session(within: timeout).facts.release
    }
}
