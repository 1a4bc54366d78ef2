import JSON
import Model

/// A stream as results show it.
enum StreamSummary {
    /// What one looks at first.
    static func concise(_ info: StreamInfo) -> JSONObject {
        let configuration = info.configuration
        let state = info.state
        var object: JSONObject = [
            "name": .string(info.name), "subjects": .array(configuration.subjects.prefix(8).map { .string($0) }),
        ]
        if configuration.subjects.count > 8 { object.append("subject_count", JSONValue(configuration.subjects.count)) }
        if let mirror = configuration.mirror { object.append("mirror_of", .string(mirror)) }
        if !configuration.sources.isEmpty { object.append("sources", .array(configuration.sources.map { .string($0) })) }
        object.append("retention", .string(configuration.retention.rawValue))
        object.append("storage", .string(configuration.storage))
        object.append("replicas", JSONValue(configuration.replicas))
        object.append("messages", JSONValue(state.messages))
        object.append("bytes", JSONValue(state.bytes))
        object.append("consumers", JSONValue(state.consumerCount))
        object.append("first_sequence", JSONValue(state.firstSequence))
        object.append("last_sequence", JSONValue(state.lastSequence))
        if let last = state.lastTime { object.append("last_time", .string(last)) }
        let trouble = troubles(info)
        if !trouble.isEmpty { object.append("trouble", .array(trouble.map { .string($0) })) }
        return object
    }

    /// Everything the server said, in its own names.
    static func full(_ info: StreamInfo) -> JSONObject {
        var object: JSONObject = ["name": .string(info.name)]
        for member in info.json.members where !["type", "total", "offset", "limit", "name"].contains(member.key) {
            object.append(member.key, member.value)
        }
        return object
    }

    /// What is plainly wrong with its peers or its copying.
    static func troubles(_ info: StreamInfo) -> [String] {
        var found: [String] = []
        if info.hasNoLeader { found.append("no leader") }
        if let cluster = info.cluster, cluster["name"] != nil {
            for replica in cluster["replicas"]?.array ?? [] {
                let name = replica["name"]?.string ?? "?"
                if replica["offline"]?.bool == true {
                    found.append("replica \(name) is offline")
                } else if replica["current"]?.bool == false {
                    found.append("replica \(name) lags")
                }
            }
        }
        for state in [info.mirrorState.map { JSONValue.object($0) }].compactMap(\.self) + info.sourceStates {
            guard let error = state["error"]?["description"]?.string else { continue }
            found.append("copying from \(state["name"]?.string ?? "?"): \(error)")
        }
        return found
    }
}
