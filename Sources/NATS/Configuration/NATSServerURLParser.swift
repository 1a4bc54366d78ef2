extension NATSServerURL {
    /// What a text of one or more server URLs says: the addresses, and apart from them the credentials in it.
    public struct Parsed: Sendable, Hashable {
        public let servers: [NATSServerURL]
        /// `.none` where no URL has any.
        public let authentication: NATSAuthentication
    }

    /// Reads `nats://host:4222`, `tls://…`, a bare host, IPv6 in brackets, or several of these with commas between.
    ///
    /// User and password (or a token) before an `@` are percent-decoded and split off: libnats 3.4 would take them raw.
    /// - Throws: `.invalidConfiguration` or `.unsupported`; the message never has what stands before an `@`.
    public static func parse(_ text: String) throws(NATSError) -> Parsed {
        var servers: [NATSServerURL] = []
        var authentication = NATSAuthentication.none
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let (server, found) = try parseOne(part.trimmingBlanks)
            servers.append(server)
            guard found != .none else { continue }
            guard authentication == .none || authentication == found else {
                throw NATSError(.invalidConfiguration, "The server URLs have different credentials in them; give them once.")
            }
            authentication = found
        }
        return Parsed(servers: servers, authentication: authentication)
    }

    private static func parseOne(_ text: Substring) throws(NATSError) -> (NATSServerURL, NATSAuthentication) {
        guard !text.isEmpty else { throw NATSError(.invalidConfiguration, "A server URL is empty.") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw NATSError(.invalidConfiguration, "A server URL has white space or a control character in it.")
        }
        var rest = text
        var requiresTLS = false
        if let mark = text.firstRange(ofText: "://") {
            requiresTLS = try scheme(text[..<mark.lowerBound])
            rest = text[mark.upperBound...]
        }
        if let slash = rest.lastIndex(of: "/"), !rest[slash...].contains("@") {
            let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? slash
            guard rest[end...] == "/" else {
                throw NATSError(.invalidConfiguration, "A server URL has a path; write scheme://host:port only.")
            }
            rest = rest[..<end]
        }
        var authentication = NATSAuthentication.none
        if let at = rest.lastIndex(of: "@") {
            authentication = try credentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        let (host, port) = try address(rest)
        return (NATSServerURL(host: host, port: port, requiresTLS: requiresTLS), authentication)
    }

    private static func scheme(_ text: Substring) throws(NATSError) -> Bool {
        switch text.lowercased() {
        case "nats": return false
        case "tls": return true
        case "ws", "wss":
            throw NATSError(.unsupported, "libnats can't speak WebSocket (\(text.lowercased())://); use nats:// or tls://.")
        default:
            // What stands before :// may be part of a password.
            let isPlain = text.utf8.count <= 12 && text.allSatisfy { $0.isASCII && $0.isLetter }
            let shown = isPlain ? " \(text.lowercased())://" : ""
            throw NATSError(.invalidConfiguration, "The scheme\(shown) of a server URL is unknown; use nats:// or tls://.")
        }
    }

    private static func credentials(_ text: Substring) throws(NATSError) -> NATSAuthentication {
        guard !text.isEmpty else { throw NATSError(.invalidConfiguration, "A server URL has an @ with nothing before it.") }
        guard let colon = text.firstIndex(of: ":") else { return .token(Secret(try decoded(text))) }
        let name = try decoded(text[..<colon])
        guard !name.isEmpty else { throw NATSError(.invalidConfiguration, "A server URL has a password without a user.") }
        return .user(name, password: Secret(try decoded(text[text.index(after: colon)...])))
    }

    private static func decoded(_ text: Substring) throws(NATSError) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
                throw NATSError(
                    .invalidConfiguration,
                    "The credentials in a server URL have a % that two hexadecimal digits don't follow; write %25 for a percent sign."
                )
            }
            bytes.append(high << 4 | low)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw NATSError(.invalidConfiguration, "The credentials in a server URL are not valid UTF-8 when decoded.")
        }
        return decoded
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func address(_ text: Substring) throws(NATSError) -> (String, UInt16) {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw NATSError(.invalidConfiguration, "A server URL has a [ without its ].")
            }
            host = text[text.index(after: text.startIndex)..<end]
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.first == ":" else {
                throw NATSError(.invalidConfiguration, "A server URL has something other than :port after its ].")
            }
            if !after.isEmpty { port = after.dropFirst() }
            guard host.contains(":") else {
                throw NATSError(.invalidConfiguration, "A server URL has no IPv6 address in its brackets.")
            }
        } else if let colon = text.firstIndex(of: ":") {
            guard colon == text.lastIndex(of: ":") else {
                throw NATSError(.invalidConfiguration, "A server URL has more than one colon in its host; write IPv6 as [::1].")
            }
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        let allowed = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "%"):
                true
            default: false
            }
        }
        guard !host.isEmpty, allowed else {
            throw NATSError(.invalidConfiguration, "A server URL has no host, or one with characters no host has.")
        }
        guard let port else { return (String(host), 4222) }
        guard port.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let number = UInt16(port), number > 0 else {
            throw NATSError(.invalidConfiguration, "The port in the URL of \(host) is not a number from 1 to 65535.")
        }
        return (String(host), number)
    }
}

extension Substring {
    /// Where a text stands in this one.
    fileprivate func firstRange(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
