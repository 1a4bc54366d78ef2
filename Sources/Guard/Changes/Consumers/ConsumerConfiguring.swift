import JSON
import Model

/// A change that makes or alters a consumer's configuration.
protocol ConsumerConfiguring: ConsumerChange {
    /// What the consumer would be.
    var proposed: ConsumerConfiguration { get }
    /// The fields it alters; nil for a consumer to be made, of which all are new.
    var altered: Set<String>? { get }
    /// Prefixes of subjects that are ours alone.
    var reserved: [String] { get set }

    /// For rules that both share: `configuration` on top of a durable consumer `c` that acknowledges each message.
    static func example(_ configuration: JSONObject) -> Self
}

extension ConsumerConfiguring {
    static var example: Self { example([:]) }

    /// Whether one of these fields is new or another than before.
    func sets(_ fields: String...) -> Bool { altered.map { !$0.isDisjoint(with: fields) } ?? true }

    public var publishesTo: [String] {
        guard sets("deliver_subject"), let subject = proposed.deliverSubject else { return [] }
        return [subject]
    }

    /// The consumers of a work queue share its messages out among them; what takes a consumer's deliveries is asked too.
    func configuringQuestions(given evidence: Evidence) -> [Question] {
        guard let answer = evidence[.stream(stream)] else { return [question, .stream(stream)] }
        guard case .stream(let info) = answer else { return [] }
        var wanted: [Question] = []
        if info.configuration.retention == .workQueue, sets("filter_subject", "filter_subjects") {
            wanted.append(.consumers(stream: stream))
        }
        if let subject = publishesTo.first { wanted.append(.streams(taking: subject)) }
        return wanted
    }
}

extension ConsumerConfiguration {
    /// A durable consumer as applications make it.
    static let usual: JSONObject = [
        "durable_name": "c", "name": "c", "deliver_policy": "all", "ack_policy": "explicit", "ack_wait": 30_000_000_000,
        "max_deliver": -1, "replay_policy": "instant", "max_waiting": 512, "max_ack_pending": 1000, "num_replicas": 0,
    ]
}

extension Evidence {
    /// A stream `S` and its consumer `c` (nil: none) as the rules for consumers meet them; members on top of the usual ones.
    static func consumerExample(
        _ consumer: JSONObject? = [:], stream: JSONObject = [:], state: JSONObject = [:], position: JSONObject = [:],
        others: [JSONObject] = []
    ) -> Evidence {
        func merged(_ base: JSONObject, _ more: JSONObject) -> JSONObject {
            var merged = base
            for member in more.members { merged[member.key] = member.value }
            return merged
        }
        let config = merged(["name": "S", "subjects": ["s.>"], "retention": "limits"], stream)
        let state = merged(["messages": 10, "first_seq": 1, "last_seq": 10], state)
        let infos = ([consumer].compactMap(\.self).map { ($0, position) } + others.map { ($0, $0["position"]?.object ?? [:]) })
            .enumerated().map { index, one in
                var own = merged(ConsumerConfiguration.usual, one.0)
                own["position"] = nil
                if index > 0 || consumer == nil { own["name"] = .string("other\(index)") }
                return ConsumerInfo(
                    json: merged(
                        ["stream_name": "S", "name": own["name"] ?? "c", "created": "then", "config": .object(own)], one.1))
            }
        return Evidence([
            .stream("S"): .stream(StreamInfo(json: ["config": .object(config), "state": .object(state)])),
            .consumer("c", stream: "S"): .consumer(consumer == nil ? nil : infos.first),
            .consumers(stream: "S"): .consumers(infos),
        ])
    }
}
