public import Model

/// Something a rule must know before it can judge. The guard names it, a layer above finds out.
public enum Question: Sendable, Hashable {
    case stream(String)
    /// All consumers of a stream.
    case consumers(stream: String)
    /// One of them.
    case consumer(String, stream: String)
    /// How many messages of a stream have a sequence below `below` and a subject that matches.
    case messages(stream: String, matching: String?, below: UInt64)
    /// The sequence of the oldest of the `count` newest messages that match and have a sequence below `below`.
    case sequenceOfNewest(UInt64, stream: String, matching: String?, below: UInt64)
    /// How many messages were stored more than so many nanoseconds before a moment (RFC 3339).
    case messagesOlder(stream: String, nanoseconds: Int64, moment: String)
    /// How many messages there are beyond so many of the newest of each subject.
    case messagesBeyond(perSubject: Int64, stream: String)
    /// What the messages of some sequences are, those that are there.
    case messagesAt([UInt64], stream: String)
    /// The servers that have copies of any of the account's streams.
    case servers
    /// The streams that mirror a stream or have it as a source.
    case dependents(stream: String)
    /// The latest entry of an object's name.
    case object(String, bucket: String)
    /// The streams that take a subject.
    case streams(taking: String)
    /// The latest revision of a key.
    case key(stream: String, subject: String)
    /// What a bucket keeps of deleted keys.
    case deletedKeys(DeletedKeysQuery)
    /// Chunks of objects that are none.
    case orphans(OrphansQuery)
    /// What the account uses of its limits, and what serves it.
    case account
    /// The server in use: its release, whether it is one of several, the largest payload.
    case server
    /// Names of all the account's streams.
    case streamNames
    /// Who listens on subjects that match any of these: services, and plain subscriptions.
    case listeners([String])
    /// The group of servers that keeps what streams and consumers there are.
    case meta
}

/// An answer to a question.
public enum Fact: Sendable, Hashable {
    case stream(StreamInfo)
    /// There is nothing of the name.
    case absent
    case consumers([ConsumerInfo])
    /// Nil where the stream has none of the name.
    case consumer(ConsumerInfo?)
    case count(MessageCount)
    case sequence(UInt64)
    case names([String])
    case messages([MessageGlance])
    /// Nil where the bucket has nothing of the name, not even a mark of a deletion.
    case object(ObjectEntry?)
    /// Nil for a key that has none.
    case key(KeyState?)
    case deletedKeys(DeletedKeys)
    case orphans(ObjectOrphans)
    case account(AccountUsage)
    case server(ServerSight)
    case listeners(Listeners)
    /// Nil where the servers are no cluster.
    case meta(MetaState?)
    /// Nothing could be learned, and why. Never clears a rule.
    case unknown(String)
}

/// A number of messages, as exactly as the server can tell.
public enum MessageCount: Sendable, Hashable {
    case exactly(UInt64)
    case atMost(UInt64)

    /// The largest number it can be.
    public var limit: UInt64 {
        switch self {
        case .exactly(let count), .atMost(let count): count
        }
    }

    /// The same with some of them spared.
    public func reduced(by spared: UInt64) -> MessageCount {
        switch self {
        case .exactly(let count): .exactly(count > spared ? count - spared : 0)
        case .atMost(let count): .atMost(count > spared ? count - spared : 0)
        }
    }

    public var words: String {
        switch self {
        case .exactly(let count): count.grouped
        case .atMost(let count): "at most \(count.grouped)"
        }
    }
}

/// What is known about the world a change would meet.
public struct Evidence: Sendable, Hashable {
    public private(set) var facts: [Question: Fact]
    /// From which numbers on rules speak.
    public let thresholds: Thresholds
    /// Why it is wanted, as far as somebody said so.
    public var reasons = Reasons.none
    /// What the journal has of reasons for the asset's fields, from earlier changes.
    public var documented: [String: DocumentedReason] = [:]

    public init(_ facts: [Question: Fact] = [:], thresholds: Thresholds = .standard) {
        self.facts = facts
        self.thresholds = thresholds
    }

    public subscript(question: Question) -> Fact? {
        get { facts[question] }
        set { facts[question] = newValue }
    }

    public func stream(_ name: String) -> StreamInfo? {
        if case .stream(let info)? = facts[.stream(name)] { info } else { nil }
    }

    public func names(_ question: Question) -> [String]? {
        if case .names(let names)? = facts[question] { names } else { nil }
    }

    public func consumers(of stream: String) -> [ConsumerInfo]? {
        if case .consumers(let consumers)? = facts[.consumers(stream: stream)] { consumers } else { nil }
    }

    /// Nil where there is none, and where that is not known.
    public func consumer(_ name: String, of stream: String) -> ConsumerInfo? {
        if case .consumer(let consumer)? = facts[.consumer(name, stream: stream)] { consumer } else { nil }
    }

    /// Nil where there is none, and where that is not known.
    public func object(_ name: String, bucket: String) -> ObjectEntry? {
        if case .object(let entry)? = facts[.object(name, bucket: bucket)] { entry } else { nil }
    }

    public var account: AccountUsage? {
        if case .account(let usage)? = facts[.account] { usage } else { nil }
    }

    public var server: ServerSight? {
        if case .server(let server)? = facts[.server] { server } else { nil }
    }

    /// Nil where there is none, and where that is not known.
    public var meta: MetaState? {
        if case .meta(let state)? = facts[.meta] { state } else { nil }
    }

    public func count(_ question: Question) -> MessageCount? {
        if case .count(let count)? = facts[question] { count } else { nil }
    }
}

extension UInt64 {
    /// With a comma every three digits, for people.
    public var grouped: String {
        let digits = String(self)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
