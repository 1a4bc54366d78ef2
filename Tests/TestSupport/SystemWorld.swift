public import NATS

/// A real server with a system account and two accounts with JetStream, and a client of each.
public final class SystemWorld: Sendable {
    public let server: TestServer
    /// Of the system account.
    public let system: NATSClient
    /// Of the accounts A and B.
    public let a: NATSClient
    public let b: NATSClient

    private static let configuration = """
        server_name: solo
        accounts {
          SYS { users: [ { user: sys, password: p } ] }
          A { jetstream: enabled, users: [ { user: a, password: p }, { user: mute, password: p, permissions: { publish: "x" } } ] }
          B { jetstream: enabled, users: [ { user: b, password: p } ] }
        }
        system_account: SYS
        """

    /// - Parameter more: added to the configuration.
    public init(_ more: String = "") async throws {
        server = try TestServer(Self.configuration + "\n" + more, jetStream: true)
        let options = { (user: String, server: TestServer) in
            server.options(.user(user, password: Secret("p")))
        }
        system = NATSClient(options("sys", server))
        a = NATSClient(options("a", server))
        b = NATSClient(options("b", server))
        for client in [system, a, b] { _ = try await client.connect(timeout: .seconds(20)) }
    }

    /// A client of another user.
    public func client(_ user: String) -> NATSClient { NATSClient(server.options(.user(user, password: Secret("p")))) }

    public func close() async {
        for client in [system, a, b] { await client.close() }
    }
}
