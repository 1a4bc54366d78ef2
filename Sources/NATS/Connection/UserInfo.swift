import JSON

/// The answer to `$SYS.REQ.USER.INFO`: who we are to the server, and the server itself.
///
/// `{"server":{"name","id","ver","cluster"?,"domain"?,…},"data":{"user","account","permissions"?:{"publish"?:{"allow"?,"deny"?},
/// "subscribe"?:{…},"responses"?:{…}}}}`
struct UserInfo: Sendable {
    static let subject = "$SYS.REQ.USER.INFO"
    /// How long a server may take over it before it counts as one that doesn't answer.
    static let patience: Duration = .seconds(2)

    private let document: JSONValue

    /// Nil where the payload is no such answer.
    init?(_ message: NATSMessage) {
        guard let document = try? JSONParser().parse(message.payload), document["server"] != nil, document["data"] != nil else {
            return nil
        }
        self.document = document
    }

    /// The facts with what the answer adds to them.
    func adding(to facts: NATSServerFacts) -> NATSServerFacts {
        let server = document["server"]
        let data = document["data"]
        return NATSServerFacts(
            url: facts.url, serverID: facts.serverID.isEmpty ? server?["id"]?.string ?? "" : facts.serverID,
            serverName: server?["name"]?.string, serverVersion: server?["ver"]?.string, cluster: server?["cluster"]?.string,
            domain: server?["domain"]?.string, account: data?["account"]?.string, user: data?["user"]?.string,
            permissions: permissions, maximumPayload: facts.maximumPayload, hasHeaders: facts.hasHeaders)
    }

    /// Without the member, everything is allowed.
    private var permissions: NATSPermissions {
        guard let permissions = document["data"]?["permissions"] else { return NATSPermissions() }
        return NATSPermissions(
            publish: Self.rule(permissions["publish"]), subscribe: Self.rule(permissions["subscribe"]),
            allowsResponses: permissions["responses"]?.isNull == false)
    }

    private static func rule(_ value: JSONValue?) -> NATSPermissions.Rule {
        NATSPermissions.Rule(
            allow: value?["allow"]?.array?.compactMap(\.string) ?? [], deny: value?["deny"]?.array?.compactMap(\.string) ?? [])
    }
}
