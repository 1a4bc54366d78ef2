import Platform

/// One look at a server from outside: how it greets, and its TLS. Sends nothing about us but our TLS certificate.
struct ServerLook: Sendable {
    /// Nil where the handshake comes first and failed: the greeting is behind it.
    let greeting: ServerGreeting?
    let isHandshakeFirst: Bool
    /// Nil where the server has no TLS.
    let tls: TLSProbe.Findings?
    /// What the server said after its greeting, without being asked; only where that was listened for.
    let refusal: ServerRefusal?

    /// Blocks, at most for `time` beside what resolving the host name takes.
    /// - Parameter listens: wait a moment for the server to refuse us, where there is nothing else to look at.
    init(_ server: NATSServerURL, tls: NATSTLS, within time: Duration, listens: Bool = false) throws(ProbeFailure) {
        let end = MonotonicTime.now.advanced(by: time)
        if !tls.handshakeFirst,
            let (socket, greeting) = try Self.plainGreeting(of: server, within: min(time / 2, Self.greetingPatience))
        {
            self.greeting = greeting
            isHandshakeFirst = false
            socket.deadline = end
            self.tls = greeting.offersTLS ? try TLSProbe(socket, host: server.host, tls: tls).run() : nil
            refusal = listens && !greeting.offersTLS ? Self.refusal(socket) : nil
            return
        }
        let probe = try TLSProbe(ProbeSocket(server, deadline: end), host: server.host, tls: tls)
        let findings = probe.run()
        isHandshakeFirst = true
        refusal = nil
        self.tls = findings
        greeting = findings.isTrusted ? try ServerGreeting(probe.readLine()) : nil
    }

    /// How a server greets; nil where it doesn't, in the time there is, or only behind a handshake that fails.
    static func greeting(of server: NATSServerURL, _ options: NATSOptions) throws(ProbeFailure) -> ServerGreeting? {
        let time = min(options.connectTimeout, patience)
        if options.tls.handshakeFirst { return try ServerLook(server, tls: options.tls, within: time).greeting }
        return try plainGreeting(of: server, within: time)?.1
    }

    /// How long one server is looked at.
    static let patience = Duration.seconds(2)
    /// Of which this is for the greeting.
    private static let greetingPatience = Duration.seconds(1)

    private static func refusal(_ socket: ProbeSocket) -> ServerRefusal? {
        socket.deadline = min(socket.deadline, .now.advanced(by: .milliseconds(300)))
        guard let line = try? socket.readLine() else { return nil }
        return ServerRefusal(line: String(decoding: line, as: UTF8.self))
    }

    /// Nil where the server is silent: it may be waiting for our handshake.
    private static func plainGreeting(
        of server: NATSServerURL, within time: Duration
    ) throws(ProbeFailure) -> (ProbeSocket, ServerGreeting)? {
        let socket = try ProbeSocket(server, deadline: .now.advanced(by: time))
        do throws(ProbeFailure) {
            return (socket, try ServerGreeting(socket.readLine()))
        } catch {
            if error.isSilence { return nil }
            throw error
        }
    }
}
