public import JSON

/// Which NATS a result is about or a change goes to: a person's first question.
public struct Target: Sendable, Hashable {
    /// The name of the configuration in use.
    public var context: String
    /// The address, free of credentials.
    public var url: String
    public var server: String?
    public var serverID: String?
    public var cluster: String?
    public var domain: String?
    public var account: String?

    public init(
        context: String, url: String, server: String? = nil, serverID: String? = nil, cluster: String? = nil,
        domain: String? = nil, account: String? = nil
    ) {
        self.context = context
        self.url = url
        self.server = server
        self.serverID = serverID
        self.cluster = cluster
        self.domain = domain
        self.account = account
    }

    public var json: JSONObject {
        var object = JSONObject(uniqueMembers: [
            JSONObject.Member(key: "context", value: .string(context)), JSONObject.Member(key: "url", value: .string(url)),
        ])
        if let server { object.append("server", .string(server)) }
        if let cluster { object.append("cluster", .string(cluster)) }
        if let domain { object.append("domain", .string(domain)) }
        if let account { object.append("account", .string(account)) }
        return object
    }

    /// What must stay the same between showing a plan and carrying it out. A cluster's servers stand for each other;
    /// a single server is known by its name, which outlives a restart, where its ID does not.
    public var identity: String {
        let system = cluster ?? server ?? serverID ?? url
        return [context, system, domain ?? "", account ?? ""].joined(separator: "\u{1F}")
    }
}
