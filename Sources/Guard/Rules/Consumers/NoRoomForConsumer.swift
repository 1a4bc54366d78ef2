import JSON
import Model

extension Rule where C == ConsumerCreate {
    static let noRoomForConsumer: Rule = Rule(
        code: "NG-S037", name: "consumers-near-limit", level: .danger,
        why: "The next consumer is refused (10026); since 2.15 a stream without max_consumers can have 1000, though it shows -1.",
        instead: "Fewer consumers, each with filters; or a positive max_consumers on the stream.",
        reversible: true, source: "nats-server 2.15.1, observed; issue 8337",
        examples: [
            RuleExample("all there can be", .example, .consumerExample(nil, state: ["consumer_count": 1000]), expected: .danger),
            RuleExample("nearly all", .example, .consumerExample(nil, state: ["consumer_count": 900]), expected: .warn),
            RuleExample("a few", .example, .consumerExample(nil, state: ["consumer_count": 9]), expected: nil),
        ]
    ) { change, evidence in
        guard let stream = change.stream(evidence),
            let room = ConsumerRoom.words(stream.configuration, stream.state, evidence)
        else { return [] }
        return [Outcome(level: room.level, effect: room.effect, field: "/stream")]
    }
}
