public import JSON
import JetStream
import NATS

/// Tells about the server in use.
public struct ServerInfo: Tool {
    public let name = "server_info"
    public let title = "Server and account in use"
    public let description =
        "Tells about the server in use and our account: name, version, cluster, round trip time, user and permissions, largest "
        + "payload, JetStream usage beside its limits. With `server` (name or ID) about that one: version, uptime, load, limits, "
        + "JetStream settings; for that the system account is needed."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let server = Field<String?>.optionalText("server", "Another server.")

    public let fields: [any FieldShape] = [server]

    public let output: JSONObject = [
        "server": ["type": "object", "description": "name, id, version, cluster, url; of another one also its load and limits."],
        "user": ["type": "object", "description": "user, account, permissions."],
        "maximum_payload": ["type": "integer", "description": "Bytes."],
        "round_trip_us": ["type": "integer", "description": "Microseconds from here to the server and back."],
        "jetstream": [
            "type": "object", "description": "Usage and limits of the account, or why there is none; of another server its own.",
        ],
        "limited": ["type": "string", "description": "What this user does not see, and what it takes."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        if let server = try arguments(Self.server) {
            let facts = try await context.facts()
            if server != facts.serverName, server != facts.serverID { return try await OtherServer.described(server, context) }
        }
        let (facts, micros) = try await Self.measured(context)
        var server: JSONObject = ["id": .string(facts.serverID), "url": .string(facts.url)]
        for (key, value) in [
            ("name", facts.serverName), ("version", facts.serverVersion), ("cluster", facts.cluster), ("domain", facts.domain),
        ] {
            if let value { server.append(key, .string(value)) }
        }
        return [
            "server": .object(server), "user": .object(Self.user(facts)),
            "maximum_payload": JSONValue(facts.maximumPayload), "round_trip_us": .integer(micros),
            "jetstream": .object(await Self.jetStream(context)),
        ]
    }

    /// A round trip, and the server it went to: the connection may have moved to another meanwhile.
    private static func measured(_ context: ToolContext) async throws(ToolFailure) -> (NATSServerFacts, Int64) {
        var facts = try await context.facts(anew: true)
        for _ in 0..<3 {
            let micros = try await context.roundTrip()
            let now = try await context.facts()
            if now.serverID == facts.serverID { return (now, micros) }
            facts = now
        }
        return (facts, try await context.roundTrip())
    }

    private static func user(_ facts: NATSServerFacts) -> JSONObject {
        var user: JSONObject = [:]
        if let name = facts.user, !name.isEmpty { user.append("user", .string(name)) }
        if let account = facts.account { user.append("account", .string(account)) }
        guard let permissions = facts.permissions else { return user }
        for (key, rule) in [("publish", permissions.publish), ("subscribe", permissions.subscribe)] {
            guard !rule.allow.isEmpty || !rule.deny.isEmpty else { continue }
            user.append(
                key,
                [
                    "allow": .array(rule.allow.prefix(50).map { .string($0) }),
                    "deny": .array(rule.deny.prefix(50).map { .string($0) }),
                ])
        }
        return user
    }

    private static func jetStream(_ context: ToolContext) async -> JSONObject {
        do {
            var info = try await context.jetStream.accountInfo()
            info["type"] = nil
            return info
        } catch {
            return ["available": false, "code": .string(error.codeName), "reason": .string(error.message)]
        }
    }
}

extension ToolContext {
    /// Connects if need be.
    /// - Parameter anew: ask the server now what this user may; it can have changed.
    func facts(anew: Bool = false) async throws(ToolFailure) -> NATSServerFacts {
        do {
            if anew { return try await client.refresh(timeout: jetStream.timeout) }
            return try await client.connect(timeout: jetStream.timeout)
        } catch {
            throw ToolFailure(JetStreamError(.connection, error.message, cause: error))
        }
    }
}
