import JSON
import Model
import Platform

/// A consumer as results show it.
enum ConsumerSummary {
    /// What one looks at first.
    static func concise(_ info: ConsumerInfo, _ now: WallTime) -> JSONObject {
        let configuration = info.configuration
        let now = info.time.flatMap(WallTime.init(rfc3339:)) ?? now
        var object: JSONObject = [
            "stream": .string(info.stream), "name": .string(info.name), "durable": .bool(info.isDurable),
            "kind": configuration.isPush ? "push" : "pull",
        ]
        if configuration.isPush { object.append("bound", .bool(info.isPushBound)) }
        if !configuration.filters.isEmpty {
            object.append("filters", .array(configuration.filters.prefix(8).map { .string($0) }))
            if configuration.filters.count > 8 { object.append("filter_count", JSONValue(configuration.filters.count)) }
        }
        object.append("ack", .string(configuration.acknowledgement))
        object.append("delivered", JSONValue(info.deliveredSequence))
        object.append("ack_floor", JSONValue(info.acknowledgedSequence))
        object.append("pending", JSONValue(info.pending))
        object.append("ack_pending", JSONValue(info.inFlight))
        object.append("redelivered", JSONValue(info.redelivered))
        if !configuration.isPush { object.append("waiting", JSONValue(info.waiting)) }
        if let age = Age.since(info.lastDelivery, now) { object.append("last_delivery_ago", age) }
        if let age = Age.since(info.lastAcknowledgement, now) { object.append("last_ack_ago", age) }
        if info.isPaused { object.append("paused_until", .string(configuration.pauseUntil ?? "?")) }
        if let leader = info.leader { object.append("leader", .string(leader)) }
        return object
    }

    /// Everything the server said, in its own names.
    static func full(_ info: ConsumerInfo) -> JSONObject {
        var object: JSONObject = ["stream": .string(info.stream), "name": .string(info.name)]
        for member in info.json.members where !["type", "name", "stream_name"].contains(member.key) {
            object.append(member.key, member.value)
        }
        return object
    }
}

extension ConsumerSummary {
    /// What is plainly wrong with it.
    static func trouble(_ info: ConsumerInfo, _ now: WallTime) -> [String] {
        let conditions = ConsumerConditions(state: .any, idle: .seconds(300), pending: .max, now: now)
        var found = conditions.reasons(info) ?? []
        if info.configuration.isPush, !info.isPushBound { found.append(ConsumerConditions.unbound(info)) }
        for replica in info.cluster?["replicas"]?.array ?? [] where replica["offline"]?.bool == true {
            found.append("replica \(replica["name"]?.string ?? "?") is offline")
        }
        return found
    }
}
