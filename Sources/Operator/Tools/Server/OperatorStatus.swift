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
        "tools": [
            "type": "object",
            "description": "How many may be called; by level those that take a higher one; those not offered here.",
        ],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let services = context.services
        let connection = await Self.connection(context.client)
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
        if !services.changes.protected.isEmpty { configuration.append("protects_names", true) }
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
            "tools": .object(Self.tools(services)),
        ]
        if services.contexts.count > 1 { result.append("contexts", .array(services.contexts.map { .object($0) })) }
        return result
    }

    /// Names only: what each does stands in the list of tools.
    private static func tools(_ services: Services) -> JSONObject {
        func names(_ tools: [any Tool]) -> JSONValue { .string(tools.map(\.name).joined(separator: " ")) }
        let offered = Catalogue.tools.filter(services.selection.contains)
        let others = Catalogue.tools.filter { !services.selection.contains($0) }
        var tools: JSONObject = ["callable": JSONValue(offered.count { $0.effect.level <= services.level })]
        for level in WriteLevel.allCases where level > services.level {
            let higher = offered.filter { $0.effect.level == level }
            if !higher.isEmpty { tools.append("with_--write_\(level.rawValue)", names(higher)) }
        }
        if !others.isEmpty { tools.append("not_offered", names(others)) }
        return tools
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
