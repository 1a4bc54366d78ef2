import JSON

/// The answer to `$SYS.REQ.USER.INFO`: who we are to the server, and the server itself.
///
/// `{"server":{"name","id","ver","cluster"?,"domain"?,…},"data":{"user","account","permissions"?:{"publish"?:{"allow"?,"deny"?},
/// "subscribe"?:{…},"responses"?:{…}}}}`
struct UserInfo: Sendable {
    static let subject = "$SYS.REQ.USER.INFO"
    /// How long a server may take over it before it counts as one that doesn't answer.
    static let patience: Duration = .seconds(2)

    private let server: JSONValue
    private let data: JSONValue
    /// Whether permissions that are not named mean that there are none to keep to.
    private let tellsPermissions: Bool

    /// Nil where it is no such answer, or that of another server: beyond a leafnode one may answer too, and be quicker, with what
    /// it allows the whole leafnode.
    init?(_ message: NATSMessage, from serverID: String) {
        guard let document = try? JSONParser().parse(message.payload), let server = document["server"],
            let data = document["data"], server["id"]?.string == serverID
        else { return nil }
        self.server = server
        self.data = data
        tellsPermissions = true
    }

    /// What servers before 2.10 have instead: the account's list of connections, asked for our own.
    ///
    /// `{"server":{…},"data":{"connections":[{"account","authorized_user",…}]}}`
    static let olderSubject = "$SYS.REQ.ACCOUNT.PING.CONNZ"

    static func olderQuestion(clientID: UInt64) -> [UInt8] {
        JSONValue.object(["auth": true, "cid": JSONValue(clientID), "limit": 1]).serialized()
    }

    /// Nil where it is no such answer, or that of another server: in a cluster each of them answers.
    init?(older message: NATSMessage, from serverID: String) {
        guard let document = try? JSONParser().parse(message.payload), let server = document["server"],
            server["id"]?.string == serverID
        else { return nil }
        self.server = server
        data = document["data"]?["connections"]?.array?.first ?? .null
        tellsPermissions = false
    }

    /// The facts with what the answer adds to them.
    /// - Parameter namesUser: false where servers (before 2.11) tell a secret as the user's name: the token.
    func adding(to facts: NATSServerFacts, namesUser: Bool) -> NATSServerFacts {
        NATSServerFacts(
            url: facts.url, serverID: facts.serverID.isEmpty ? server["id"]?.string ?? "" : facts.serverID,
            serverName: server["name"]?.string, serverVersion: server["ver"]?.string, cluster: server["cluster"]?.string,
            domain: server["domain"]?.string, account: data["account"]?.string,
            user: namesUser ? data[tellsPermissions ? "user" : "authorized_user"]?.string : nil,
            permissions: permissions, maximumPayload: facts.maximumPayload, hasHeaders: facts.hasHeaders)
    }

    /// Without the member, everything is allowed.
    private var permissions: NATSPermissions? {
        guard tellsPermissions else { return nil }
        guard let permissions = data["permissions"] else { return NATSPermissions() }
        return NATSPermissions(
            publish: Self.rule(permissions["publish"]), subscribe: Self.rule(permissions["subscribe"]),
            allowsResponses: permissions["responses"]?.isNull == false)
    }

    private static func rule(_ value: JSONValue?) -> NATSPermissions.Rule {
        NATSPermissions.Rule(
            allow: value?["allow"]?.array?.compactMap(\.string) ?? [], deny: value?["deny"]?.array?.compactMap(\.string) ?? [])
    }
}
