public import JSON

/// Sends messages on behalf of a user: one, the same one several times, or several that belong together.
public struct MessagePublish: Change {
    public static let kind = "message.publish"
    public static let rules: [Rule<MessagePublish>] = [
        .publishToReservedSubject, .headerThatDeletes, .headerOfTheServer, .messageIDRandom,
    ]

    public struct Header: Sendable, Hashable {
        public let name: String
        public let value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public struct Message: Sendable, Hashable {
        public let subject: String
        public let reply: String?
        public let headers: [Header]
        public let payload: [UInt8]

        public init(subject: String, reply: String? = nil, headers: [Header] = [], payload: [UInt8] = []) {
            self.subject = subject
            self.reply = reply
            self.headers = headers
            self.payload = payload
        }
    }

    /// What for: all ways are held to the same rules.
    public enum Manner: String, Sendable, Hashable {
        case publish
        /// All of them are stored or none is.
        case batch
        /// Somebody is to answer.
        case request
        /// Adds to a counter; the amount is in a header.
        case counter
        /// Follows a message on its way.
        case trace
    }

    public let manner: Manner
    public let messages: [Message]
    /// How often, and how long to wait between.
    public let count: Int
    public let pause: Duration
    /// First tokens, or dotted prefixes, that are ours alone because of how the connection is set up
    /// (inbox prefix, JetStream API prefix).
    public let reserved: [String]

    public init(
        _ manner: Manner, _ messages: [Message], count: Int = 1, pause: Duration = .zero, reserved: [String] = []
    ) {
        self.manner = manner
        self.messages = messages
        self.count = count
        self.pause = pause
        self.reserved = reserved
    }

    public init(subject: String, reply: String? = nil, headers: [Header] = [], payload: [UInt8] = [], reserved: [String] = []) {
        self.init(
            .publish, [Message(subject: subject, reply: reply, headers: headers, payload: payload)], reserved: reserved)
    }

    /// Of the first message; the others may go elsewhere.
    public var asset: String { messages.first?.subject ?? "" }

    /// Each once, in order of their first message.
    public var subjects: [String] {
        var known: Set<String> = []
        return messages.map(\.subject).filter { known.insert($0).inserted }
    }

    /// Where its messages and what answers them go, now or by the server's own hand.
    public var publishesTo: [String] {
        subjects + messages.compactMap(\.reply) + headers(in: Self.namingSubjects).map(\.header.value)
    }

    /// Headers whose value is a subject the server will send to.
    static let namingSubjects: Set<String> = ["nats-trace-dest", "nats-schedule-target", "nats-schedule-source"]

    public var json: JSONObject {
        var object: JSONObject = [:]
        if manner != .publish { object.append("as", .string(manner.rawValue)) }
        let subjects = subjects
        if messages.count == 1 {
            object.append("subject", .string(asset))
        } else {
            object.append("messages", JSONValue(messages.count))
            object.append("subjects", .array(subjects.prefix(Self.subjectsNamed).map { .string($0) }))
            if subjects.count > Self.subjectsNamed { object.append("subject_count", JSONValue(subjects.count)) }
        }
        if let reply = messages.first?.reply { object.append("reply", .string(reply)) }
        let headers = Set(messages.flatMap { $0.headers.map(\.name) }).sorted()
        if !headers.isEmpty { object.append("headers", .array(headers.map { .string($0) })) }
        object.append("size", JSONValue(messages.reduce(0) { $0 + $1.payload.count }))
        if count > 1 { object.append("count", JSONValue(count)) }
        return object
    }

    /// Where messages are for one receiver, or for servers, and for nobody else to read.
    public static let privatePrefixes = ["_INBOX", "$JS", "_R_", "_GR_", "$SYS.REQ"]

    /// Where a finding points to.
    func place(_ index: Int, _ member: String) -> String { messages.count == 1 ? member : "/messages/\(index)" + member }

    private static let subjectsNamed = 20
}
