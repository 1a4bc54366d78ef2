import JSON
public import MCP
import Operator
import Platform

extension OperatorHost: MCPSubscriptionHost {
    public var resourceTemplates: [MCPResourceTemplate] {
        resources.templates.map {
            MCPResourceTemplate(
                uriTemplate: $0.template, name: $0.name, title: $0.title, description: $0.description, mimeType: $0.mimeType)
        }
    }

    public var notifications: MCPNotificationKinds { .resourceUpdated }

    public func resources(cursor: String?, context: MCPCallContext) async throws(MCPRequestError) -> MCPResourcePage {
        do {
            let page = try await resources.list(cursor: cursor)
            let rows = page.rows.map {
                MCPResource(
                    uri: $0.address.text, name: $0.name, title: $0.title, description: $0.description, mimeType: $0.mimeType)
            }
            return MCPResourcePage(resources: rows, nextCursor: page.nextCursor)
        } catch {
            throw MCPRequestError(error)
        }
    }

    public func readResource(
        _ uri: String, context: MCPCallContext
    ) async throws(MCPRequestError) -> [MCPResourceContents] {
        do {
            let content = try await resources.read(uri, caller: context.caller)
            let body: MCPResourceContents.Body =
                switch content.body {
                case .text(let text): .text(text)
                case .bytes(let bytes): .base64(Base64.encode(bytes))
                }
            var meta: JSONObject = [:]
            for member in content.details.members { meta["nats-operator/" + member.key] = member.value }
            return [MCPResourceContents(uri: uri, mimeType: content.mimeType, body: body, meta: meta)]
        } catch {
            throw MCPRequestError(error)
        }
    }

    public func watch(
        _ uri: String, context: MCPCallContext, changed: @escaping @Sendable () async -> Void
    ) async throws(MCPRequestError) {
        do {
            try await watches.watch(uri, changed: changed)
        } catch {
            throw MCPRequestError(error)
        }
    }

    public func unwatch(_ uri: String) { watches.unwatch(uri) }

    /// Lets go of what is watched, and waits a moment for servers to forget it.
    public func close() async { await watches.close() }
}

extension MCPRequestError {
    /// What a caller did wrong, what is not there, and what failed on the way are three things to a client.
    init(_ failure: ToolFailure) {
        let text = [failure.message, failure.next].compactMap(\.self).joined(separator: " ")
        switch failure.code {
        case "resource_not_found", "stream_not_found", "bucket_not_found", "key_not_found", "key_deleted", "object_not_found",
            "object_deleted", "link_not_readable":
            self = .notFound(text)
        case "invalid_argument", "invalid_cursor", "invalid_subject", "hidden", "too_large", "not_watchable":
            self = .invalid(text)
        default: self = .failed(text)
        }
    }
}

extension MCPCallContext {
    /// The client as it names itself; untrusted.
    var caller: String {
        let name = clientName ?? "unknown client"
        return clientVersion.map { name + " " + $0 } ?? name
    }
}
