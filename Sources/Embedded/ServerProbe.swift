import Platform

/// Asks a port whether the server we mean is there and ready: the INFO line has its (random) name and says that JetStream runs, and
/// it answers a PING after our credentials. The name comes first, so that no stranger on the port gets to see the credentials.
///
/// Where JetStream is configured the server opens its port after the store is recovered, so nothing more needs to be asked.
enum ServerProbe {
    /// The version from INFO. Throws what was wrong instead.
    static func check(port: UInt16, identity: ServerIdentity, timeout: Duration) throws(Refusal) -> String {
        do {
            let connection = try LoopbackConnection(port: port)
            defer { connection.close() }
            let deadline = ContinuousClock.now + timeout
            var received = ""
            try readLine(of: connection, into: &received, until: deadline)
            guard received.hasPrefix("INFO "), received.contains("\"server_name\":\"\(identity.name)\"") else {
                throw Refusal(reason: "another server has port \(port)")
            }
            guard received.contains("\"jetstream\":true") else { throw Refusal(reason: "the server runs without JetStream") }
            let version = field("version", of: received)
            received = ""
            try connection.send(
                """
                CONNECT {"verbose":false,"pedantic":false,"name":"nats-operator embedded start","lang":"swift","version":"\(version)",\
                "user":"\(identity.user)","pass":"\(identity.password)"}\r\nPING\r\n
                """)
            try readLine(of: connection, into: &received, until: deadline)
            guard received.hasPrefix("PONG") else { throw Refusal(reason: "the server answers \(received.prefix(80))") }
            return version
        } catch let error as Refusal {
            throw error
        } catch {
            throw Refusal(reason: "\(error)")
        }
    }

    /// Why the server doesn't count as ready.
    struct Refusal: Error {
        let reason: String
    }

    private static func readLine(
        of connection: LoopbackConnection, into text: inout String, until deadline: ContinuousClock.Instant
    ) throws {
        while !text.utf8.contains(UInt8(ascii: "\n")) {
            switch try connection.read(timeout: ContinuousClock.now.duration(to: deadline)) {
            case .bytes(let bytes): text += String(decoding: bytes, as: UTF8.self)
            case .end: throw Refusal(reason: "the server closed the connection")
            case .timeout: throw Refusal(reason: "the server accepts connections but does not answer")
            }
            if text.utf8.count > 64 * 1024 { throw Refusal(reason: "another kind of server has the port") }
        }
    }

    /// A text member of the INFO object. The server writes no escapes in those that we ask for.
    private static func field(_ name: String, of info: String) -> String {
        guard let found = info.firstRange(of: "\"\(name)\":\"") else { return "" }
        return String(info[found.upperBound...].prefix { $0 != "\"" })
    }
}
