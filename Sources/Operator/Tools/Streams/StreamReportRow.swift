import JSON
import Model

/// All streams together.
struct StreamTotals {
    private var streams = 0
    private var messages: UInt64 = 0
    private var file: UInt64 = 0
    private var memory: UInt64 = 0
    private var consumers: UInt64 = 0
    private var deleted: UInt64 = 0
    private var lost = 0
    private var copies = 0
    private var leaderless = 0
    private var ailing = 0

    mutating func add(_ info: StreamInfo) {
        streams += 1
        messages &+= info.state.messages
        if info.configuration.storage == "memory" { memory &+= info.state.bytes } else { file &+= info.state.bytes }
        consumers &+= info.state.consumerCount
        deleted &+= info.state.deletedCount
        lost += info.state.lostCount
        if info.configuration.mirror != nil || !info.configuration.sources.isEmpty { copies += 1 }
        if info.hasNoLeader { leaderless += 1 }
        if !StreamSummary.troubles(info).isEmpty { ailing += 1 }
    }

    var json: JSONObject {
        var object: JSONObject = [
            "streams": JSONValue(streams), "messages": JSONValue(messages), "bytes": JSONValue(file &+ memory),
            "file_bytes": JSONValue(file), "memory_bytes": JSONValue(memory), "consumers": JSONValue(consumers),
            "deleted": JSONValue(deleted),
        ]
        if lost > 0 { object.append("lost", JSONValue(lost)) }
        if copies > 0 { object.append("mirrors_and_sourced", JSONValue(copies)) }
        if leaderless > 0 { object.append("without_leader", JSONValue(leaderless)) }
        object.append("in_trouble", JSONValue(ailing))
        return object
    }
}

/// One stream in a report.
enum StreamReportRow {
    /// Sources beyond this are counted.
    private static let sources = 5

    static func row(_ info: StreamInfo) -> JSONObject {
        let state = info.state
        var row: JSONObject = [
            "name": .string(info.name), "storage": .string(info.configuration.storage),
            "messages": JSONValue(state.messages), "bytes": JSONValue(state.bytes), "consumers": JSONValue(state.consumerCount),
            "first_sequence": JSONValue(state.firstSequence), "last_sequence": JSONValue(state.lastSequence),
        ]
        if let last = state.lastTime { row.append("last_time", .string(last)) }
        if state.deletedCount > 0 { row.append("deleted", JSONValue(state.deletedCount)) }
        if state.lostCount > 0 { row.append("lost", JSONValue(state.lostCount)) }
        if info.isClustered {
            row.append("leader", info.leader.map { .string($0) } ?? .null)
            row.append("replicas", JSONValue(info.configuration.replicas))
            let ailing = info.peers.filter { !$0.isHealthy || $0.lag > 0 }
            if !ailing.isEmpty { row.append("lagging", .array(ailing.map { .object($0.json) })) }
            if let desired = info.desiredPeers { row.append("moving_to", .array(desired.map { .string($0) })) }
        }
        if let mirror = info.mirrorState { row.append("mirror", .object(copying(mirror))) }
        let states = info.sourceStates.compactMap(\.object).sorted { $0["lag"]?.uint64 ?? 0 > $1["lag"]?.uint64 ?? 0 }
        if !states.isEmpty {
            row.append("sources", .array(states.prefix(sources).map { .object(copying($0)) }))
            if states.count > sources { row.append("source_count", JSONValue(states.count)) }
        }
        return row
    }

    static func copying(_ state: JSONObject) -> JSONObject {
        var object: JSONObject = [
            "name": state["name"] ?? nil, "lag": state["lag"] ?? 0, "active_ns": state["active"] ?? nil,
        ]
        if let error = state["error"]?["description"] { object.append("error", error) }
        return object
    }
}
