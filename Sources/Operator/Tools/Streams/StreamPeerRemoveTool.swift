import Guard
public import JSON
import JetStream

/// Takes one server's copy of a stream away.
public struct StreamPeerRemoveTool: Tool {
    public let name = "stream_peer_remove"
    public let title = "Take a server out of a stream"
    public let description =
        "Takes the copy of a replicated stream away from a server that is gone for good; the cluster makes another elsewhere. Refused where "
        + "that would break the majority or its servers are being changed already; a human confirms."
    public let effect = Effect.change(.destructive, destructive: true, idempotent: false)
    public let scope = Scope.nats

    private static let peer = Field<String>.text("peer", "The server's name.", aliases: ["server"])

    public let fields: [any FieldShape] = [StreamAdd.stream, peer] + ChangeFields.all

    public let output: JSONObject = ChangeOutput.properties([
        "removed": ["type": "boolean"], "copies": ["type": "integer"], "peers": ["type": "array", "items": ["type": "object"]],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(StreamAdd.stream)
        _ = try await StreamLookup.info(stream, context)
        return try await ChangeOutput.run(
            StreamPeerRemove(stream: stream, peer: try arguments(Self.peer)), StreamPeerRemover(context.jetStream), name,
            arguments,
            context, confirmable: true)
    }
}
