import JSON
import Model

extension Rule where C == StreamUpdate {
    static let replicasLowered: Rule = Rule(
        code: "NG-S016", name: "replicas-lowered", level: .danger,
        why: "Copies are dropped at once: the stream bears the loss of fewer servers.",
        instead: "Keep them, or say as reason why fewer will do.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("3 to 1", .example(["num_replicas": 1]), .updateExample(["num_replicas": 3]), expected: .danger),
            RuleExample(
                "an empty one", .example(["num_replicas": 1]), .updateExample(["num_replicas": 3], messages: 0), expected: .warn),
            RuleExample("1 to 3", .example(["num_replicas": 3]), .updateExample(["num_replicas": 1]), expected: nil),
        ]
    ) { change, evidence in
        guard let (old, new) = change.replicas, new < old, let state = evidence.stream(change.stream)?.state else { return [] }
        let effect = "drops \(old - new) of \(old) copies of \(state.messages.grouped) messages (\(bytes(state.bytes)))"
        return [Outcome(level: state.messages > 0 ? .danger : .warn, effect: effect, field: "/fields/num_replicas")]
    }

    static let scaledAndMoved: Rule = Rule(
        code: "NG-S017", name: "scaled-and-moved", level: .refuse,
        why: "The server takes no update that changes the number of replicas and the placement at once (10123).",
        instead: "Two updates: the second when all copies of the first are current (stream_info).",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "both", .example(["num_replicas": 3, "placement": ["tags": ["az:1"]]]), .updateExample([:], clustered),
                expected: .refuse),
            RuleExample("replicas alone", .example(["num_replicas": 3]), .updateExample([:], clustered), expected: nil),
            RuleExample(
                "placement alone", .example(["placement": ["cluster": "C"]]), .updateExample([:], clustered), expected: nil),
        ]
    ) { change, evidence in
        guard change.replicas != nil, change.change("placement") != nil, change.isClustered(evidence) != false else { return [] }
        return [Outcome(level: .refuse, effect: "the server would refuse both in one update", field: "/fields/placement")]
    }

    static let replicasRaised: Rule = Rule(
        code: "NG-S054", name: "replicas-raised", level: .warn,
        why: "Every new copy is sent over the network, and the stream takes as much disk and account limit once more.",
        instead: "Do it when there is little load; wait until all copies are current (stream_info) before changing more.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("1 to 3", .example(["num_replicas": 3]), .updateExample(["num_replicas": 1]), expected: .warn),
            RuleExample("an empty one", .example(["num_replicas": 3]), .updateExample([:], messages: 0), expected: nil),
            RuleExample("3 to 1", .example(["num_replicas": 1]), .updateExample(["num_replicas": 3]), expected: nil),
        ]
    ) { change, evidence in
        guard let (old, new) = change.replicas, new > old, let state = evidence.stream(change.stream)?.state, state.messages > 0
        else { return [] }
        let moved = bytes(state.bytes &* UInt64(new - old))
        let then = bytes(state.bytes &* UInt64(new))
        let now = bytes(state.bytes &* UInt64(old))
        let effect = "copies \(moved) to \(new - old) server(s); takes \(then) instead of \(now)"
        return [Outcome(level: .warn, effect: effect, field: "/fields/num_replicas")]
    }

    static let streamMoved: Rule = Rule(
        code: "NG-S055", name: "stream-moved", level: .danger,
        why: "All copies are sent to other servers, and its leader with them; with tags no server has it is refused (10005).",
        instead: "Do it when there is little load, and look at stream_info until all copies are current.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "to other servers", .example(["placement": ["tags": ["az:1"]]]), .updateExample([:], clustered), expected: .danger
            ),
            RuleExample(
                "an empty one", .example(["placement": ["tags": ["az:1"]]]), .updateExample([:], clustered, messages: 0),
                expected: .warn),
            RuleExample(
                "on a server alone, where it does nothing", .example(["placement": ["tags": ["az:1"]]]),
                .updateExample([:], [.server: .server(ServerSight(release: (2, 15), isClustered: false, maximumPayload: nil))]),
                expected: .info),
            RuleExample(
                "as it was", .example(["placement": ["cluster": "C"]]),
                .updateExample(["placement": ["cluster": "C"]], clustered), expected: nil),
        ]
    ) { change, evidence in
        guard change.change("placement") != nil, let info = evidence.stream(change.stream) else { return [] }
        func outcome(_ level: Level, _ effect: String) -> [Outcome] {
            [Outcome(level: level, effect: effect, field: "/fields/placement")]
        }
        guard change.isClustered(evidence) != false else { return outcome(.info, "does nothing on a server that is alone") }
        let copies = UInt64(change.proposed?.replicas ?? 1)
        guard info.state.messages > 0 else { return outcome(.warn, "moves the empty stream") }
        return outcome(
            .danger, "moves up to \(copies) copies of \(bytes(info.state.bytes)), \(bytes(info.state.bytes &* copies)) in all")
    }

    static let streamChangedUnhealthy: Rule = Rule(
        code: "NG-X008", name: "membership-change-while-unhealthy", level: .danger,
        why:
            "Leaders and members changed while a server lags or is away have lost data; at least they stop deliveries for longer.",
        instead: "Wait until all are current (stream_info).",
        reversible: false, source: "nats-server issue 7545, ADR-62",
        examples: [
            RuleExample("one lags", .example(["num_replicas": 1]), .peersExample(current: false), expected: .danger),
            RuleExample("all are current", .example(["num_replicas": 1]), .peersExample(current: true), expected: nil),
            RuleExample("another field", .example(["description": "x"]), .peersExample(current: false), expected: nil),
        ]
    ) { change, evidence in
        guard change.sets("num_replicas", "placement"), let info = evidence.stream(change.stream), info.isClustered else {
            return []
        }
        let behind = info.peers.filter { !$0.isHealthy }
        guard !behind.isEmpty || info.isChangingPeers else { return [] }
        let words = behind.map { "\(quoted($0.name)) \($0.words)" }.joined(separator: ", ")
        let effect = behind.isEmpty ? "its peers are being changed already" : "not current: \(words)"
        return [
            Outcome(level: .danger, effect: effect, field: "/fields/\(change.sets("placement") ? "placement" : "num_replicas")")
        ]
    }

    private static var clustered: [Question: Fact] {
        [.server: .server(ServerSight(release: (2, 15), isClustered: true, maximumPayload: nil))]
    }
}

extension StreamUpdate {
    /// How many copies there are and would be, where that changes.
    var replicas: (old: Int, new: Int)? {
        guard change("num_replicas") != nil, let current, let proposed else { return nil }
        return (current.replicas, proposed.replicas)
    }
}

extension Evidence {
    fileprivate static func peersExample(current: Bool) -> Evidence {
        let config: JSONObject = ["name": "S", "subjects": ["s.>"], "num_replicas": 3]
        let cluster: JSONObject = [
            "name": "C", "leader": "n1",
            "replicas": [["name": "n2", "current": true], ["name": "n3", "current": .bool(current), "lag": 5]],
        ]
        return Evidence([
            .stream("S"): .stream(
                StreamInfo(json: ["config": .object(config), "state": ["messages": 10], "cluster": .object(cluster)])),
            .consumers(stream: "S"): .consumers([]),
        ])
    }
}
