/// Where to ask: `http://host:port/path` or `https://…`.
struct HTTPAddress {
    let text: String
    let isSecure: Bool
    let host: String
    /// Of monitoring ports 8222 is the usual one, with TLS or without.
    let port: String
    let path: String

    init(_ text: String) throws(PlatformError) {
        self.text = text
        isSecure = text.hasPrefix("https://")
        let scheme = isSecure ? "https://" : "http://"
        let rest = text.hasPrefix(scheme) ? text.dropFirst(scheme.count) : Substring(text)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let place = rest[..<slash]
        var host = place
        var port: Substring = "8222"
        if place.first == "[", let close = place.firstIndex(of: "]") {
            host = place[place.index(after: place.startIndex)..<close]
            let tail = place[place.index(after: close)...]
            if tail.first == ":" { port = tail.dropFirst() }
        } else if let colon = place.lastIndex(of: ":") {
            host = place[..<colon]
            port = place[place.index(after: colon)...]
        }
        guard !host.isEmpty, UInt16(port) != nil, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), !host.contains("@"),
            !rest.contains("://")
        else {
            throw PlatformError(
                code: "invalid", message: "an address of the monitoring port is written http://HOST:8222 or https://HOST:8222",
                path: text)
        }
        self.host = String(host)
        self.port = String(port)
        path = slash == rest.endIndex ? "/" : String(rest[slash...])
    }

    /// As the `Host` header has it.
    var authority: String { (host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host) + ":" + port }
}
