import JSON
import Model

/// Many consumers, added up.
struct ConsumerTally: Sendable {
    private(set) var count = 0
    private var durable = 0
    private var push = 0
    private(set) var pending: UInt64 = 0
    private(set) var inFlight: UInt64 = 0
    private(set) var redelivered: UInt64 = 0
    private var waiting: UInt64 = 0
    private var states: [ConsumerState: Int] = [:]
    /// The one with most to deliver.
    private var worst: (name: String, pending: UInt64)?

    mutating func take(_ info: ConsumerInfo, _ conditions: ConsumerConditions) {
        count += 1
        if info.isDurable { durable += 1 }
        if info.configuration.isPush { push += 1 }
        pending &+= info.pending
        inFlight &+= info.inFlight
        redelivered &+= info.redelivered
        waiting &+= info.waiting
        for state in conditions.states(info) { states[state, default: 0] += 1 }
        if info.pending > worst?.pending ?? 0 { worst = (info.name, info.pending) }
    }

    mutating func take(_ other: ConsumerTally) {
        count += other.count
        durable += other.durable
        push += other.push
        pending &+= other.pending
        inFlight &+= other.inFlight
        redelivered &+= other.redelivered
        waiting &+= other.waiting
        states.merge(other.states, uniquingKeysWith: +)
    }

    var json: JSONObject {
        var object: JSONObject = [
            "consumers": JSONValue(count), "durable": JSONValue(durable), "push": JSONValue(push), "pending": JSONValue(pending),
            "ack_pending": JSONValue(inFlight), "redelivered": JSONValue(redelivered), "waiting": JSONValue(waiting),
        ]
        if !trouble.isEmpty { object.append("trouble", .object(trouble)) }
        return object
    }

    /// One stream's, without what is nothing.
    func row(_ stream: String) -> JSONObject {
        var object: JSONObject = ["stream": .string(stream), "consumers": JSONValue(count), "pending": JSONValue(pending)]
        if inFlight > 0 { object.append("ack_pending", JSONValue(inFlight)) }
        if redelivered > 0 { object.append("redelivered", JSONValue(redelivered)) }
        if !trouble.isEmpty { object.append("trouble", .object(trouble)) }
        if let worst, count > 1 { object.append("worst", ["name": .string(worst.name), "pending": JSONValue(worst.pending)]) }
        return object
    }

    /// How many are in which state.
    private var trouble: JSONObject {
        var object: JSONObject = [:]
        for state in ConsumerState.allCases {
            if let count = states[state] { object.append(state.rawValue, JSONValue(count)) }
        }
        return object
    }
}
