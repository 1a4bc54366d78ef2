import NATS
import Platform
import Testing

/// The least of a NATS client: one request at a time over a bare socket.
struct RawClient {
    private let connection: LoopbackConnection

    init(_ options: NATSOptions) throws {
        guard case .user(let user, let password) = options.authentication, let server = options.servers.first else {
            throw RawClientError(what: "the options name no user")
        }
        connection = try LoopbackConnection(port: server.port)
        try connection.send(
            "CONNECT {\"verbose\":false,\"headers\":true,\"user\":\"\(user)\",\"pass\":\"\(password.value)\"}\r\nPING\r\n")
        let answer = try read(until: "PONG")
        guard !answer.contains("-ERR") else { throw RawClientError(what: answer) }
    }

    /// The payload of the first answer.
    func request(_ subject: String, _ payload: String = "") throws -> String {
        try connection.send("SUB answer 1\r\nPUB \(subject) answer \(payload.utf8.count)\r\n\(payload)\r\n")
        var text = try read(until: "MSG answer 1 ")
        while !text.hasSuffix("\r\n") || text.split(separator: "\r\n").last?.hasPrefix("MSG") == true {
            text += try read(until: "\n")
        }
        try connection.send("UNSUB 1\r\n")
        return text
    }

    private func read(until end: String) throws -> String {
        var text = ""
        while !text.contains(end) && !text.contains("-ERR") {
            guard case .bytes(let bytes) = try connection.read(timeout: .seconds(10)) else {
                throw RawClientError(what: "the server said only \(text)")
            }
            text += String(decoding: bytes, as: UTF8.self)
        }
        return text
    }
}

struct RawClientError: Error {
    let what: String
}
