import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var fewerReplicasThanStream: Rule {
        Rule(
            code: "NG-C007", name: "position-on-one-server", level: .warn,
            why: "The stream survives the loss of a server, the consumer's position does not.",
            instead: "num_replicas 0: as many as the stream has.",
            reversible: true, source: "nats-server, consumer placement",
            examples: [
                RuleExample(
                    "one of three", .example(["num_replicas": 1]), .consumerExample(C.absent, stream: ["num_replicas": 3]),
                    expected: .warn),
                RuleExample(
                    "one of one", .example(["num_replicas": 1]), .consumerExample(C.absent, stream: ["num_replicas": 1]),
                    expected: nil),
                RuleExample("as the stream", .example, .consumerExample(C.absent, stream: ["num_replicas": 3]), expected: nil),
            ]
        ) { change, evidence in
            guard change.sets("num_replicas"), change.proposed.isDurable, change.proposed.replicas == 1,
                let stream = change.stream(evidence), stream.configuration.replicas >= 3
            else { return [] }
            return [
                Outcome(
                    level: .warn,
                    effect: "its position is on one server, the stream on \(stream.configuration.replicas)",
                    field: "/config/num_replicas")
            ]
        }
    }
}
