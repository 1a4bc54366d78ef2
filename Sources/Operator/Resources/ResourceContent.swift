public import JSON

/// What reading a resource gives.
public struct ResourceContent: Sendable, Hashable {
    public enum Body: Sendable, Hashable {
        case text(String)
        case bytes([UInt8])
    }

    public let mimeType: String
    public let body: Body
    /// What else is known of it, such as the revision of a key.
    public let details: JSONObject

    init(_ body: Body, mimeType: String, details: JSONObject = [:]) {
        self.body = body
        self.mimeType = mimeType
        self.details = ExactNumbers.marked(details)
    }

    /// A document of ours.
    init(_ object: JSONObject) { self.init(.text(JSONValue.object(object).text), mimeType: "application/json") }

    /// Bytes that somebody stored, as text where they are text that is safe to show as such.
    init(stored bytes: [UInt8], details: JSONObject) {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(where: Self.isControl) else {
            self.init(.bytes(bytes), mimeType: "application/octet-stream", details: details)
            return
        }
        let begin = bytes.first { $0 > 32 }
        let isJSON = begin == UInt8(ascii: "{") || begin == UInt8(ascii: "[")
        let type = isJSON && (try? JSONParser(maximumBytes: bytes.count, maximumDepth: 64).parse(bytes)) != nil
        self.init(.text(text), mimeType: type ? "application/json" : "text/plain", details: details)
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte == 127 || (byte < 32 && ![9, 10, 13].contains(byte)) }
}

/// One row of the list of resources.
public struct ResourceRow: Sendable, Hashable {
    public let address: ResourceAddress
    public let name: String
    public let title: String
    public let description: String?
    public let mimeType: String

    init(
        _ address: ResourceAddress, _ name: String, title: String, description: String? = nil,
        mimeType: String = "application/json"
    ) {
        self.address = address
        self.name = name
        self.title = title
        self.description = description
        self.mimeType = mimeType
    }
}

/// A family of resources, by RFC 6570.
public struct ResourceTemplate: Sendable, Hashable {
    public let template: String
    public let name: String
    public let title: String
    public let description: String
    public let mimeType: String?
}
