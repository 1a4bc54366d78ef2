/// A GET over a connection of its own, for the monitoring port of servers. It asks by HTTP/1.0, so that the answer is the bytes
/// until the end; it follows nothing and sends no credentials. A server behind `https://` must prove who it is.
public enum HTTPRequest {
    public struct Answer: Sendable {
        public let status: Int
        public let body: [UInt8]
    }

    /// Blocks, at most for `timeout`.
    /// - Parameter authorities: a PEM file of the authorities to trust for `https://`; nil for the system's.
    /// - Throws: `invalid` for an address that is none or a server that speaks otherwise, `untrusted` for a certificate,
    ///   `timeout`, `too_large` above `limit` bytes, `io`.
    public static func get(
        _ address: String, timeout: Duration, authorities: String? = nil, limit: Int = 64 << 20
    ) throws(PlatformError) -> Answer {
        let address = try HTTPAddress(address)
        let request =
            "GET \(address.path) HTTP/1.0\r\nHost: \(address.authority)\r\nUser-Agent: nats-operator\r\n"
            + "Accept: application/json\r\n\r\n"
        let socket = try HTTPSocket(address, deadline: MonotonicTime.now.advanced(by: timeout))
        var bytes: [UInt8] = []
        if address.isSecure {
            let connection = try TLSConnection(socket, address, authorities: authorities)
            try connection.write(Array(request.utf8))
            while let part = try connection.read() { try take(part, into: &bytes, limit, address) }
        } else {
            try socket.write(Array(request.utf8))
            while let part = try socket.read() { try take(part, into: &bytes, limit, address) }
        }
        return try answer(&bytes, address)
    }

    private static func take(
        _ part: [UInt8], into bytes: inout [UInt8], _ limit: Int, _ address: HTTPAddress
    ) throws(PlatformError) {
        bytes += part
        guard bytes.count <= limit else {
            throw PlatformError(code: "too_large", message: "the answer is larger than \(limit) bytes", path: address.text)
        }
    }

    private static func answer(_ bytes: inout [UInt8], _ address: HTTPAddress) throws(PlatformError) -> Answer {
        let gap = Array("\r\n\r\n".utf8)
        guard bytes.starts(with: Array("HTTP/1.".utf8)), let end = bytes.firstRange(of: gap)?.lowerBound else {
            // How a server that wants TLS tells so: an alert, where it is not Go's.
            let isAlert = bytes.first == 0x15
            throw PlatformError(
                code: "invalid",
                message: isAlert ? "the server there speaks TLS: ask it by https://" : "what answers is no HTTP server",
                path: address.text)
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") else {
            throw PlatformError(code: "invalid", message: "what answers is no HTTP server", path: address.text)
        }
        // In place: there may be much of it.
        bytes.removeFirst(end + gap.count)
        let body = bytes
        // Go's own words (net/http).
        if status == 400, String(decoding: body.prefix(200), as: UTF8.self).contains("HTTP request to an HTTPS server") {
            throw PlatformError(
                code: "invalid", message: "the server there speaks TLS: ask it by https://", path: address.text)
        }
        for line in lines.dropFirst() where line.lowercased().hasPrefix("content-length:") {
            let told = Int(line.dropFirst("content-length:".count).drop { $0 == " " })
            guard told == body.count else {
                throw PlatformError(code: "io", message: "the answer was cut off", path: address.text)
            }
        }
        return Answer(status: status, body: body)
    }
}
