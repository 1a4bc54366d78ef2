import Platform

/// The address of a resource: `nats://kv/settings/app%2Ftheme?context=prod`.
///
/// Names may be any text, so they are percent-encoded as RFC 6570 expands `{name}`: all but letters, digits and `-._~`.
/// A slash in a key or an object's name is also taken as it is, since nothing comes after them.
public struct ResourceAddress: Sendable, Hashable {
    public enum Thing: Sendable, Hashable {
        case server
        case stream(String)
        case bucket(String)
        case key(bucket: String, String)
        case objectBucket(String)
        case object(bucket: String, String)
        case guide(String)
        case rule(String)
    }

    public let thing: Thing
    /// Which of the configured systems; nil for the default one.
    public let context: String?

    public init(_ thing: Thing, context: String? = nil) {
        self.thing = thing
        self.context = context
    }

    /// Reads an address; nil where it is none of ours.
    public init?(_ text: String) {
        guard text.utf8.count <= 16_384, !text.contains("#") else { return nil }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var context: String?
        if parts.count == 2 {
            let query = parts[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard query.count == 2, query[0] == "context", let name = PercentEncoding.decode(query[1]), !name.isEmpty else {
                return nil
            }
            context = name
        }
        guard let thing = Self.thing(parts[0]) else { return nil }
        self.init(thing, context: context)
    }

    private static func thing(_ text: Substring) -> Thing? {
        let scheme = "nats://"
        guard text.utf8.count > scheme.utf8.count, text.prefix(scheme.count).lowercased() == scheme else { return nil }
        var rest = text.dropFirst(scheme.count)
        // Some clients put one behind whatever has no path.
        if rest.last == "/" { rest.removeLast() }
        let parts = rest.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard let kind = parts.first?.lowercased() else { return nil }
        var names: [String] = []
        for part in parts.dropFirst() {
            guard let name = PercentEncoding.decode(part), !name.isEmpty else { return nil }
            names.append(name)
        }
        switch (kind, names.count) {
        case ("server", 0): return .server
        case ("stream", 1): return .stream(names[0])
        case ("kv", 1): return .bucket(names[0])
        case ("kv", 2): return .key(bucket: names[0], names[1])
        case ("object", 1): return .objectBucket(names[0])
        case ("object", 2): return .object(bucket: names[0], names[1])
        case ("guide", 1): return .guide(names[0])
        case ("rules", 1): return .rule(names[0])
        default: return nil
        }
    }

    public var text: String {
        let path =
            switch thing {
            case .server: "server"
            case .stream(let name): "stream/" + PercentEncoding.encode(name)
            case .bucket(let bucket): "kv/" + PercentEncoding.encode(bucket)
            case .key(let bucket, let key): "kv/\(PercentEncoding.encode(bucket))/\(PercentEncoding.encode(key))"
            case .objectBucket(let bucket): "object/" + PercentEncoding.encode(bucket)
            case .object(let bucket, let name): "object/\(PercentEncoding.encode(bucket))/\(PercentEncoding.encode(name))"
            case .guide(let name): "guide/" + PercentEncoding.encode(name)
            case .rule(let code): "rules/" + PercentEncoding.encode(code)
            }
        return "nats://" + path + (context.map { "?context=" + PercentEncoding.encode($0) } ?? "")
    }
}

/// RFC 3986, section 2.1.
enum PercentEncoding {
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(contentsOf: Hex.encode([byte]).uppercased().utf8)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Nil where an escape is broken or what comes out is no text.
    static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(rest.prefix(2)), let decoded = Hex.decode(digits), decoded.count == 1 else { return nil }
            bytes += decoded
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
