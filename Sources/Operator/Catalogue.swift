public import JSON

/// All the tools there are.
public enum Catalogue {
    /// By what they are about: each group is a toolset one can choose at start.
    public static let groups: [ToolGroup] = [
        ToolGroup(
            "server", [OperatorStatus(), RoundTrip(), ServerInfo(), ServerList()],
            more: [ServerPing(), ServerReport(), ServerRequest()]),
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
        ToolGroup("diagnosis", [ConfigReview(), Explain()], more: [Events(), ServicesTool(), SubjectMapTest()]),
        ToolGroup(
            "backup", [],
            more: [
                AccountBackup(), AccountRestore(), BackupList(), BackupStatus(), BackupVerify(), StreamBackup(), StreamRestoreTool(),
            ]),
