public import JSON

/// All the tools there are, in order of name.
public enum Catalogue {
    public static let tools: [any Tool] = [
        AccountInfo(),
        AccountTLS(),
        ConsumerInfoTool(),
        ConsumerList(),
        ConsumerNext(),
        KeyCreate(),
        KeyDelete(),
        KeyGet(),
        KeyHistory(),
        KeyInfo(),
        KeyList(),
        KeyPurge(),
        KeyPut(),
        KeyUpdate(),
        KeyWatch(),
        ObjectDeleteTool(),
        ObjectGet(),
        ObjectInfoTool(),
        ObjectList(),
        ObjectPutTool(),
        ObjectWatch(),
        OperatorStatus(),
        Publish(),
        RoundTrip(),
        ServerInfo(),
        StreamFind(),
        StreamGet(),
        StreamInfoTool(),
        StreamList(),
        StreamPurgeTool(),
        StreamStateTool(),
        StreamSubjects(),
        StreamView(),
    ]

    public static func tool(named name: String) -> (any Tool)? { tools.first { $0.name == name } }

    /// Tools that may be used at a level.
    public static func tools(at level: WriteLevel) -> [any Tool] { tools.filter { $0.effect.level <= level } }
}

extension Tool {
    /// The arguments as JSON Schema: a flat object, as all clients take it.
    public var inputSchema: JSONObject { inputSchema(for: []) }

    /// The same where several contexts are configured: `context` names them.
    public func inputSchema(for contexts: [String]) -> JSONObject {
        var properties: JSONObject = [:]
        for field in fields { properties[field.name] = .object(field.schema) }
        properties.append("context", .object(ContextArgument.schema(contexts)))
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema.append("required", .array(required)) }
        schema.append("additionalProperties", false)
        return schema
    }

    public var outputSchema: JSONObject {
        var properties: JSONObject = [
            "target": ["type": "object", "description": "Which NATS this is about: context, url, server, cluster, account."]
        ]
        for member in output.members { properties[member.key] = member.value }
        return ["type": "object", "properties": .object(properties), "required": ["target"]]
    }
}
