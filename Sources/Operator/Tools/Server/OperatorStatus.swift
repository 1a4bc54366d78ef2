import Changes
public import JSON
import JetStream
import NATS
import Platform

/// Tells about this program itself.
public struct OperatorStatus: Tool {
    public let name = "operator_status"
    public let title = "Status of the operator"
    public let description =
        "Tells what this program is connected to, where its configuration came from, what it may change (level), how changes are "
        + "confirmed and where they are journalled. Call it first. It answers also when NATS is down, with the reason."
    public let effect = Effect.read
    public let scope = Scope.program

    public let fields: [any FieldShape] = []

    public let output: JSONObject = [
        "program": ["type": "object", "description": "Name and version, libraries."],
        "level": ["type": "string", "description": "observe, data, config or destructive."],
        "confirmation": ["type": "string", "description": "ask: a human is asked. token: the caller repeats a token."],
        "journal": ["type": "string"],
        "configuration": ["type": "object"],
        "connection": ["type": "object", "description": "state, and why when there is none."],
        "contexts": [
            "type": "array", "items": ["type": "object"],
            "description": "Where several are configured: all of them, the default first. Name one as `context` to see more.",
        ],
        "tools": ["type": "object", "description": "Tools of this level, and those of higher ones."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let services = context.services
        let connection = await Self.connection(context.client)
        let allowed = Catalogue.tools(at: services.level).map { JSONValue.string($0.name) }
        let others = Catalogue.tools.filter { $0.effect.level > services.level }.map {
            JSONValue.string("\($0.name) (--write \($0.effect.level.rawValue))")
        }
        var configuration: JSONObject = [
            "context": .string(services.context), "source": .string(services.configurationSource),
            "servers": .array(context.client.options.servers.map { .string($0.description) }),
            "authentication": .string(context.client.options.authentication.kind),
        ]
        if let domain = services.domain { configuration.append("jetstream_domain", .string(domain)) }
        if context.jetStream.prefix != JetStreamClient.defaultPrefix {
            configuration.append("jetstream_api", .string(context.jetStream.prefix))
        }
        if !services.configurationNotes.isEmpty {
            configuration.append("notes", .array(services.configurationNotes.map { .string($0) }))
        }
        let options = context.client.options
        if !options.pinnedServers.isEmpty {
            configuration.append("pinned_servers", .array(options.pinnedServers.map { .string($0) }))
        }
        if let cluster = options.pinnedCluster { configuration.append("pinned_cluster", .string(cluster)) }
        if services.disclosure.payloads < .full {
            configuration.append("payloads", .string(services.disclosure.payloads.rawValue))
        }
        if services.disclosure.hidesNames { configuration.append("hides_names", true) }
        if let files = services.files { configuration.append("files_root", .string(files.path)) }
        var result: JSONObject = [
            "program": [
                "name": "nats-operator", "version": .string(services.version), "libnats": .string(NATSLibrary.version),
            ],
            "level": .string(services.level.rawValue),
            "confirmation": .string(services.changes.mode.rawValue),
            "journal": .string(services.journalPath),
            "configuration": .object(configuration),
            "connection": .object(connection),
            "tools": ["available": .array(allowed), "not_allowed_here": .array(others)],
        ]
        if services.contexts.count > 1 { result.append("contexts", .array(services.contexts.map { .object($0) })) }
        return result
    }

    /// How it stands with the connection at this moment, and what to do where it is not well.
    private static func connection(_ client: NATSClient) async -> JSONObject {
        do {
            let facts = try await client.refresh(timeout: .seconds(2))
            var connection: JSONObject = ["state": "connected", "server": .string(facts.serverName ?? facts.serverID)]
            if let version = facts.serverVersion { connection.append("server_version", .string(version)) }
            if client.isLameDuck {
                connection.append(
                    "note",
                    "The server has announced that it will go down (lame duck mode): soon this connection moves to another one, or waits."
                )
            }
            if let denied = client.inboxDenied { tell(denied, in: &connection) }
            return connection
        } catch {
            var connection: JSONObject = ["state": "not_connected"]
            tell(error, in: &connection)
            return connection
        }
    }

    private static func tell(_ error: NATSError, in connection: inout JSONObject) {
        connection.append("code", .string(error.code.rawValue))
        connection.append("reason", .string(error.message))
        if let next = error.nextStep { connection.append("next", .string(next)) }
    }
}
