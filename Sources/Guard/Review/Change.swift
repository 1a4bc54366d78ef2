public import JSON

/// A change to a running system, as a value. The same value that is reviewed is the one that is sent.
public protocol Change: Sendable, Hashable {
    /// For the journal and the catalogue: `stream.purge`.
    static var kind: String { get }
    static var rules: [Rule<Self>] { get }

    /// The asset it is about, as a person types it to confirm.
    var asset: String { get }
    /// Every name it can be protected by: the asset's, in all its forms, and those it is part of.
    var touches: [String] { get }
    /// Subjects it publishes to: streams that take them are touched too.
    var publishesTo: [String] { get }
    /// The request, for the journal and for telling two changes apart. No payloads, no secrets.
    var json: JSONObject { get }

    /// What has to be known before this can be judged, given what is known already. Empty when nothing is missing.
    func questions(given evidence: Evidence) -> [Question]

    /// This change bound to the state it was judged by, so that what happens afterwards on a live system is not touched.
    func narrowed(by evidence: Evidence) -> Self

    /// This change bound to a state that was shown earlier: `request` is the `json` of the narrowed change of then.
    func bound(to request: JSONObject) -> Self

    /// What it destroys, where that can be told.
    func loss(given evidence: Evidence) -> Loss

    /// What must be the same when it is carried out as when it was confirmed (the asset's identity and configuration).
    func identity(given evidence: Evidence) -> String

    /// Where the state shows whether it happened, after no answer came.
    var traces: [Question] { get }

    /// What their answers say.
    /// - Parameter identity: what the asset was before.
    func aftermath(_ now: Evidence, identity: String) -> Aftermath
}

extension Change {
    public var touches: [String] { [asset] }
    public var publishesTo: [String] { [] }
    public func questions(given evidence: Evidence) -> [Question] { [] }
    public func narrowed(by evidence: Evidence) -> Self { self }
    public func bound(to request: JSONObject) -> Self { self }
    public func loss(given evidence: Evidence) -> Loss { .none }
    public func identity(given evidence: Evidence) -> String { "" }
}

/// What a change destroys.
public enum Loss: Sendable, Hashable {
    case none
    case messages(MessageCount)
    case unknown(String)

    /// The number a confirmation repeats; nil when nobody can tell.
    public var number: UInt64? {
        switch self {
        case .none: 0
        case .messages(let count): count.limit
        case .unknown: nil
        }
    }

    public var json: JSONObject {
        switch self {
        case .none: ["messages": 0, "exact": true]
        case .messages(.exactly(let count)): ["messages": JSONValue(count), "exact": true]
        case .messages(.atMost(let count)): ["messages": JSONValue(count), "exact": false]
        case .unknown(let why): ["unknown": .string(why)]
        }
    }
}
