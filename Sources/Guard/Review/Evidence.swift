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
    public var account: AccountUsage? {
        if case .account(let usage)? = facts[.account] { usage } else { nil }
    }

    public var server: ServerSight? {
        if case .server(let server)? = facts[.server] { server } else { nil }
