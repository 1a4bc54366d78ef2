import JSON
public import NATS

/// The JetStream API of one account (and domain), spoken in the server's own JSON so that nothing a newer server
/// knows is lost on the way. The only module that names the API's subjects.
public struct JetStreamClient: Sendable {
    public let client: NATSClient
    /// `$JS.API`, `$JS.<domain>.API`, or an imported prefix.
    public let prefix: String
    /// For one request and its answer.
    public let timeout: Duration
    /// For all requests of one call together.
    public var budget: TimeBudget?

    public static let defaultPrefix = "$JS.API"

    public init(client: NATSClient, prefix: String = JetStreamClient.defaultPrefix, timeout: Duration = .seconds(5)) {
        self.client = client
        self.prefix = prefix
        self.timeout = timeout
    }

    /// The API's subjects for a domain or an import; the domain wins.
    public static func prefix(domain: String?, prefix: String?) -> String {
        if let domain { return "$JS.\(domain).API" }
        return prefix ?? defaultPrefix
    }

    /// Where to publish a key: it reaches another domain, or another account's bucket, only through the API's prefix. A bucket of
    /// the same name on this side would take the message otherwise.
    func keySubject(_ subject: String) -> String { prefix == Self.defaultPrefix ? subject : prefix + "." + subject }

    /// The same for one call, which ends when its budget is used up.
    public func within(_ budget: TimeBudget) -> JetStreamClient {
        var limited = self
        limited.budget = budget
        return limited
    }

    /// How long the next request may take.
    /// - Parameter limit: for one that takes longer than most.
    func time(atMost limit: Duration? = nil) throws(JetStreamError) -> Duration {
        let timeout = limit ?? timeout
        guard let budget else { return timeout }
        let left = budget.left
        guard left > .zero else {
            throw JetStreamError(
                NATSError(
                    .timeout, "the \(budget.total.components.seconds) s one call may take are used up: \(budget.advice)"))
        }
        return min(timeout, left)
    }

    func subject(_ operation: String) -> String { prefix + "." + operation }

    /// Sends one API request and returns the reply's object; a reply that carries an error throws it.
    /// - Parameter namesFilter: the operation ends with a filter, which may have wildcards in it.
    func call(
        _ operation: String, _ body: JSONObject? = nil, namesFilter: Bool = false
    ) async throws(JetStreamError) -> JSONObject {
        let payload = body.map { JSONValue.object($0).serialized() } ?? []
        let time = try time()
        let reply: NATSMessage
        do {
            reply = try await client.request(
                subject(operation), payload: payload, timeout: time, allowingWildcards: namesFilter)
        } catch {
            throw Self.lift(error, operation)
        }
        return try Self.decode(reply.payload)
    }

    static func decode(_ payload: [UInt8]) throws(JetStreamError) -> JSONObject {
        let value: JSONValue
        do {
            value = try JSONParser().parse(payload)
        } catch {
            throw JetStreamError(.malformedReply, "the server's reply is no JSON: \(error.message) at byte \(error.offset)")
        }
        guard let object = value.object else {
            throw JetStreamError(.malformedReply, "the server's reply is a JSON \(value.kindName), not an object")
        }
        if let error = object["error"]?.object { throw Self.refusal(error) }
        return object
    }

    /// The error object of a reply: `{code, err_code, description}`.
    static func refusal(_ error: JSONObject) -> JetStreamError {
        let number = error["err_code"]?.int
        let description = error["description"]?.string ?? "no description"
        let code: JetStreamError.Code =
            switch number {
            case 10059: .streamNotFound
            case 10014: .consumerNotFound
            case 10037: .messageNotFound
            case 10071, 10164: .wrongRevision
            case 10039, 10076: .notAvailable
            case 10008, 10009: .noLeader
            default: .refused
            }
        if code == .noLeader {
            return .noLeader("JetStream answers as \"\(description)\"", apiCode: error["code"]?.int, apiErrorCode: number)
        }
        return JetStreamError(code, description, apiCode: error["code"]?.int, apiErrorCode: number)
    }

    static func lift(_ error: NATSError, _ operation: String) -> JetStreamError {
        guard error.code == .noResponders else { return JetStreamError(error) }
        return JetStreamError(
            .notAvailable,
            "nobody answers JetStream requests here (\(operation)): JetStream is off on the server, this account has none, "
                + "or the domain or API prefix is another one. server_info shows what is known.", cause: nil)
    }

    /// A name as a token of an API subject: names with dots, spaces or wildcards would make another request of it.
    static func token(_ name: String, what: String) throws(JetStreamError) -> String {
        guard !name.isEmpty, !name.utf8.contains(where: isForbidden) else {
            throw JetStreamError(
                .refused, "no \(what) can have this name: it must not be empty nor contain spaces, '.', '*', '>', '/' or '\\'")
        }
        return name
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        switch byte {
        case ...32, 127, UInt8(ascii: "."), UInt8(ascii: "*"), UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "\\"): true
        default: false
        }
    }
}
