public import JSON

/// All the tools there are.
public enum Catalogue {
    /// The names of the groups, known before there is a tool.
    public static let groupNames = [
        "server", "account", "streams", "consumers", "kv", "objects", "messages", "diagnosis", "backup",
    ]

    /// By what they are about: each group is a toolset one can choose at start.
    public static let groups: [ToolGroup] = [
        ToolGroup(
            "server", [OperatorStatus(), RoundTrip(), ServerInfo(), ServerList()],
            more: [MetaStepDownTool(), ServerPing(), ServerReport(), ServerRequest()]),
        ToolGroup("account", [AccountConnections(), AccountInfo()], more: [AccountStatistics(), AccountTLS()]),
        ToolGroup(
            "streams",
            [
                StreamAdd(), StreamDeleteTool(), StreamEdit(), StreamSeal(), StreamFind(), StreamGet(), StreamInfoTool(),
                StreamList(), StreamPurgeTool(), StreamStateTool(),
                StreamSubjects(), StreamView(), StreamCopy(), StreamGapsTool(), StreamMessageDelete(), StreamReport(),
            ],
            more: [StreamMoveCancelTool(), StreamPeerRemoveTool(), StreamStepDownTool()]),
        ToolGroup(
            "consumers",
            [
                ConsumerAdd(), ConsumerDeleteTool(), ConsumerEdit(), ConsumerInfoTool(), ConsumerList(), ConsumerNext(),
                ConsumerPauseTool(), ConsumerReport(), ConsumerResetTool(), ConsumerResume(), ConsumerStepDownTool(),
                ConsumerUnpinTool(),
            ]),
        ToolGroup(
            "kv",
            [
                KeyAdd(), KeyCompactTool(), KeyCreate(), KeyDelete(), KeyEdit(), KeyGet(), KeyHistory(), KeyInfo(), KeyList(),
                KeyPurge(),
                KeyPut(), KeyRevert(), KeyUpdate(), KeyWatch(),
            ]),
        ToolGroup(
            "objects",
            [
                ObjectAdd(), ObjectDeleteTool(), ObjectEditTool(), ObjectGet(), ObjectInfoTool(), ObjectList(),
                ObjectPutTool(), ObjectSeal(), ObjectWatch(),
            ]),
        ToolGroup("messages", [Publish(), PublishBatch(), Request()], more: [CounterAdd(), CounterGet(), Subscribe()]),
        ToolGroup(
            "diagnosis", [ConfigReview(), Explain()],
            more: [AuditTool(), Events(), ServerCheck(), ServicesTool(), SubjectMapTest(), SubjectReport(), Trace()]),
        ToolGroup(
            "backup", [],
            more: [
                AccountBackup(), AccountRestore(), BackupList(), BackupStatus(), BackupVerify(), StreamBackup(),
                StreamRestoreTool(),
            ]),
    ]

    /// In order of name.
    public static let tools: [any Tool] = groups.flatMap { $0.usual + $0.more }.sorted { $0.name < $1.name }

    private static let byName = Dictionary(tools.map { ($0.name, $0) }) { first, _ in first }

    public static func tool(named name: String) -> (any Tool)? { byName[name] }

    /// Tools that may be used at a level.
    public static func tools(at level: WriteLevel) -> [any Tool] { tools.filter { $0.effect.level <= level } }
}

/// Tools about one thing.
public struct ToolGroup: Sendable {
    public let name: String
    /// Offered without asking for them.
    public let usual: [any Tool]
    /// Offered where the toolset is named: what few need, and every model would pay for.
    public let more: [any Tool]

    init(_ name: String, _ usual: [any Tool], more: [any Tool] = []) {
        self.name = name
        self.usual = usual
        self.more = more
    }
}

extension Tool {
    /// The arguments as JSON Schema: a flat object, as all clients take it.
    public var inputSchema: JSONObject { inputSchema(for: []) }

    /// The same where several contexts are configured: `context` names them.
    ///
    /// It does not forbid further properties: some are taken that are not listed, and what is not taken gets an error that
    /// names the nearest.
    public func inputSchema(for contexts: [String], byToken: Bool = false) -> JSONObject {
        var properties: JSONObject = [:]
        for field in fields where field.isListed && (byToken || !ChangeFields.ofTokens.contains(field.name)) {
            properties[field.name] = .object(field.schema)
        }
        properties.append("context", .object(ContextArgument.schema(contexts)))
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema.append("required", .array(required)) }
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
