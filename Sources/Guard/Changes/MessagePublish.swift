public import JSON

/// Publishes one message on behalf of a user.
public struct MessagePublish: Change {
    public static let kind = "message.publish"
    public static let rules: [Rule<MessagePublish>] = [.publishToReservedSubject, .headerThatDeletes]

    public struct Header: Sendable, Hashable {
        public let name: String
        public let value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public let subject: String
    public let reply: String?
    public let headers: [Header]
    public let payload: [UInt8]
    /// First tokens, or dotted prefixes, that are ours alone because of how the connection is set up
    /// (inbox prefix, JetStream API prefix).
    public let reserved: [String]

    public init(subject: String, reply: String? = nil, headers: [Header] = [], payload: [UInt8] = [], reserved: [String] = []) {
        self.subject = subject
        self.reply = reply
        self.headers = headers
        self.payload = payload
        self.reserved = reserved
    }

    public var asset: String { subject }
    public var publishesTo: [String] { [subject] }

    public var json: JSONObject {
        var object: JSONObject = ["subject": .string(subject)]
        if let reply { object.append("reply", .string(reply)) }
        if !headers.isEmpty { object.append("headers", .array(headers.map { .string($0.name) })) }
        object.append("size", JSONValue(payload.count))
        return object
    }
}
