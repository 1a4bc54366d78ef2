import JSON
import JetStream
import Model
import System

/// What is done to servers and accounts by other means: the command, what to look at before, and how things stand.
///
/// But for the step-down none of these is a tool: what they cost can't be computed from here, and none can be taken back.
enum OperationsReport {
    static func make(_ context: ToolContext) async throws(ToolFailure) -> Report {
        var report: Report
        var limited: String?
        switch try await context.reach() {
        case .system(let answers): report = Report(ServerSurvey(answers: answers, limited: nil))
        case .account:
            report = Report()
            limited =
                "How things stand is for users of the system account to see, and the commands need one. "
                + ToolContext.systemAccountHint
        }
        report.limited = limited
        let groups = report.survey?.metaGroups ?? []
        report.summary = ["groups": .array(groups.map { .object(state($0)) })]
        let silent = groups.flatMap(\.peers).filter(\.isSilent)
        let gone = silent.first
        let some = report.survey?.answers.documents.first?.server
        let api = JetStreamClient.defaultPrefix
        let rows: [(String, JSONObject)] = [
            (
                "peer removal",
                [
                    "command": .string("nats server cluster peer-remove \(gone?.name ?? "SERVER")"),
                    "does": "Takes a server that will never come back out of the meta group; its replicas move to others.",
                    "before": "Only when it is stopped for good. Streams with one replica there are lost, also if it returns.",
                ]
            ),
            (
                "evacuation",
                [
                    "command": .string("nats server cluster evacuate \(some?.name ?? "SERVER")"), "since": "2.15",
                    "does": "Moves all streams and consumers off a server that still runs, before it is taken away.",
                    "before": "What fits nowhere else runs with fewer replicas.",
                ]
            ),
            (
                "rescue",
                [
                    "command": "nats server cluster rescue", "since": "2.15",
                    "request": .string("\(api).META.RESCUE {\"quorum_needed\": N}"),
                    "does": "Lets a meta group without majority elect a leader for 5 minutes, to remove dead servers.",
                    "before": "Only when the others can never come back: otherwise the group splits in two.",
                ]
            ),
            (
                "meta step-down",
                [
                    "command": "nats server cluster step-down", "tool": "meta_step_down",
                    "does": "Makes another server lead the meta group.",
                ]
            ),
            (
                "cancel move",
                [
                    "command": "nats stream cluster cancel-move STREAM", "since": "2.15",
                    "request": .string("\(api).ACCOUNT.STREAM.CANCEL_MOVE.ACCOUNT.STREAM (system account)"),
                    "does": "Rolls back a move, a scaling or a change of retention that is under way.",
                    "before": "Not when it is nearly done: the way back takes as long again.",
                ]
            ),
            (
                "account purge",
                [
                    "command": "nats server account purge ACCOUNT",
                    "does": "Deletes every stream and consumer of an account.",
                    "before": "account_backup first. It says `initiated` also of accounts that do not exist.",
                ]
            ),
            (
                "reload",
                [
                    "command": .string("nats server config reload \(some?.id ?? "SERVER_ID")"), "since": "2.10",
                    "does": "Makes a server read its configuration again.",
                    "before": "`nats-server -t -c FILE` checks it. Settings of the store wait for a restart.",
                ]
            ),
            (
                "kick",
                [
                    "command": .string("nats server request kick CID \(some?.id ?? "SERVER_ID")"), "since": "2.10",
                    "does": "Disconnects a client, which usually comes back at once.",
                    "before": "account_report_connections shows CID and server; server_list the server's ID.",
                ]
            ),
            (
                "lame duck",
                [
                    "command": "nats-server --signal ldm=PID (on its host)",
                    "does": "Takes a server down gently: it moves its leaders and clients to others, then ends.",
                    "before": "One server at a time; wait until server_report kind=health is ok again.",
                ]
            ),
        ]
        for (name, row) in rows { report.add(name, JSONObject.joined(["operation": .string(name)], row)) }
        return report
    }

    private static func state(_ group: MetaGroup) -> JSONObject {
        var state: JSONObject = ["leader": group.leader.map { .string($0) } ?? nil, "size": JSONValue(group.size)]
        state.append("quorum", JSONValue(group.quorum))
        state.append("reachable", JSONValue(group.reachable))
        state.append("peers", .array(group.names.map { .string($0) }))
        let silent = group.peers.filter(\.isSilent).map { JSONValue.string($0.name) }
        if !silent.isEmpty { state.append("silent", .array(silent)) }
        return state
    }
}
