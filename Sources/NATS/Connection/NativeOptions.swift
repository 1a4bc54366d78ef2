import CNats
import Platform

/// Our options, told to libnats.
enum NativeOptions {
    /// So many pings may go without an answer.
    private static let pingsMissed: Int32 = 2

    /// A connection on which nothing came for so long is broken.
    static func silence(_ options: NATSOptions) -> Duration { options.pingInterval * Int(pingsMissed + 1) }

    static func apply(
        _ options: NATSOptions, servers: [NATSServerURL], to native: OpaquePointer, link: UInt, ownSocket: Bool
    ) throws(NATSError) {
        let require = Connector.require
        try require(unsafe setServers(servers, native), "take the server list")
        try require(unsafe natsOptions_SetNoRandomize(native, !options.randomize), "set the order of servers")
        try require(unsafe natsOptions_SetName(native, options.name), "set the name")
        try require(
            unsafe natsOptions_SetTimeout(native, max(1, milliseconds(options.connectTimeout))), "set the connect timeout")
        // Without it the flusher of 3.4 waits a millisecond before it writes.
        try require(unsafe natsOptions_SetSendAsap(native, true), "send at once")
        // Nothing may be sent by surprise after a reconnect.
        try require(unsafe natsOptions_SetReconnectBufSize(native, 0), "turn buffering off")
        try require(unsafe natsOptions_SetMaxReconnect(native, -1), "reconnect for ever")
        let wait = max(1, milliseconds(options.reconnectWait))
        try require(unsafe natsOptions_SetReconnectWait(native, wait), "set the reconnect wait")
        try require(unsafe natsOptions_SetReconnectJitter(native, wait / 5 + 1, wait / 5 + 1), "set the reconnect jitter")
        try require(
            unsafe natsOptions_SetWriteDeadline(native, milliseconds(Connector.writePatience)), "set the write deadline")
        try require(
            unsafe natsOptions_SetPingInterval(native, max(1, milliseconds(options.pingInterval))), "set the ping interval")
        // Where we read, we also miss the answers: the library would close what is being read.
        try require(unsafe natsOptions_SetMaxPingsOut(native, ownSocket ? .max : pingsMissed), "set the number of pings")
        if ownSocket {
            try require(unsafe SocketCallbacks.set(native, link: link), "leave the socket to us")
            try require(unsafe natsOptions_SetIOBufSize(native, Int32(Passage.readAtOnce)), "set the size of its buffers")
        }
        try unsafe applyCallbacks(to: native, link: link)
        try unsafe applyTLS(options, to: native)
    }

    /// Keeps the library from connecting by itself to a server nobody has looked at.
    static func stayWithServers(_ native: OpaquePointer) throws(NATSError) {
        try Connector.require(unsafe natsOptions_SetAllowReconnect(native, false), "turn reconnecting off")
        try Connector.require(unsafe natsOptions_SetIgnoreDiscoveredServers(native, true), "ignore other servers")
    }

    private static func applyCallbacks(to native: OpaquePointer, link: UInt) throws(NATSError) {
        let require = Connector.require
        let closure = unsafe CallbackRegistry<Link>.closure(link)
        try require(
            unsafe natsOptions_SetDisconnectedCB(native, { unsafe LinkCallbacks.disconnected($0, $1) }, closure), "set a callback"
        )
        try require(
            unsafe natsOptions_SetReconnectedCB(native, { unsafe LinkCallbacks.reconnected($0, $1) }, closure), "set a callback")
        try require(unsafe natsOptions_SetClosedCB(native, { unsafe LinkCallbacks.closed($0, $1) }, closure), "set a callback")
        try require(
            unsafe natsOptions_SetLameDuckModeCB(native, { unsafe LinkCallbacks.lameDuck($0, $1) }, closure), "set a callback")
        // Newer versions print errors when nobody listens for them.
        try require(
            unsafe natsOptions_SetErrorHandler(native, { unsafe LinkCallbacks.failed($0, $1, $2, $3) }, closure), "set a callback"
        )
    }

    private static func applyTLS(_ options: NATSOptions, to native: OpaquePointer) throws(NATSError) {
        let require = Connector.require
        let tls = options.tls
        if options.demandsTLS { try require(unsafe natsOptions_SetSecure(native, true), "demand TLS") }
        if let file = tls.authorityFile {
            try requireTLS(unsafe natsOptions_LoadCATrustedCertificates(native, file), "The authority file \(file) can't be used")
        }
        if let certificate = tls.certificateFile, let key = tls.keyFile {
            try requireTLS(
                unsafe natsOptions_LoadCertificatesChain(native, certificate, key),
                "The client certificate \(certificate) with the key \(key) can't be used")
        }
        if let name = tls.serverName ?? onlyIPv6Address(options.servers) {
            try require(unsafe natsOptions_SetExpectedHostname(native, name), "expect the server's name")
        }
        if tls.handshakeFirst {
            guard NATSLibrary.canHandshakeFirst else {
                throw NATSError(
                    .unsupported, "The TLS handshake can't come before the server's greeting: \(NATSLibrary.handshakeFirstLack).")
            }
            try require(unsafe cn_tls_first(native), "do the TLS handshake first")
        }
    }

    /// libnats looks for `[::1]`, with the brackets, in the server's certificate; it can be told one name for all servers only.
    private static func onlyIPv6Address(_ servers: [NATSServerURL]) -> String? {
        guard let host = servers.first?.host, host.contains(":"), servers.allSatisfy({ $0.host == host }) else { return nil }
        return host
    }

    private static func requireTLS(_ status: natsStatus, _ what: String) throws(NATSError) {
        guard status != NATS_OK else { return }
        throw NATSError(.tlsFailed, "\(what): \(LibraryStatus.justFailed(status).text).")
    }

    private static func setServers(_ servers: [NATSServerURL], _ native: OpaquePointer) -> natsStatus {
        let texts = servers.map { Array($0.description.utf8CString) }
        // The library copies what it is given.
        let storage = texts.flatMap { $0 }
        return unsafe storage.withUnsafeBufferPointer { buffer in
            guard var place = buffer.baseAddress else { return NATS_INVALID_ARG }
            var pointers: [UnsafePointer<CChar>?] = unsafe []
            for text in texts {
                unsafe pointers.append(place)
                unsafe place += text.count
            }
            return unsafe natsOptions_SetServers(native, &pointers, Int32(servers.count))
        }
    }

    static func milliseconds(_ duration: Duration) -> Int64 { Int64(clamping: duration.wholeNanoseconds / 1_000_000) }
}

extension NATSOptions {
    /// Whether a connection without TLS is out of the question.
    var demandsTLS: Bool { tls.required || tls.handshakeFirst || servers.contains { $0.requiresTLS } }
}
