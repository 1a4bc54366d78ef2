/// The address of one server, free of credentials.
public struct NATSServerURL: Sendable, Hashable, CustomStringConvertible {
    public let host: String
    public let port: UInt16
    /// `tls://`: never in clear.
    public let requiresTLS: Bool

    public init(host: String, port: UInt16 = 4222, requiresTLS: Bool = false) {
        self.host = host
        self.port = port
        self.requiresTLS = requiresTLS
    }

    public var description: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return "\(requiresTLS ? "tls" : "nats")://\(shown):\(port)"
    }
}
