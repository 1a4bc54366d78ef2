import JSON
import Model

extension Rule where C == ConsumerTake {
    static let takeKeptFromWorkers: Rule = Rule(
        code: "NG-C043", name: "taken-from-workers", level: .danger,
        why: "What is acknowledged here counts as done: the consumer's own workers never see it, and a work queue deletes it.",
        instead: "Leave `ack` out to look only; ack=nak gives it back at once.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "of a work queue", .example, .consumerExample(stream: ["retention": "workqueue"], position: ["num_pending": 7]),
                expected: .danger),
            RuleExample("of a stream with limits", .example, .consumerExample(position: ["num_pending": 7]), expected: .warn),
            RuleExample("nothing is there", .example, .consumerExample(), expected: nil),
            RuleExample("given back", .example(.nak), .consumerExample(position: ["num_pending": 7]), expected: nil),
            RuleExample(
                "nobody knows which stream", .example,
                Evidence([.consumer("c", stream: "S"): .consumer(ConsumerInfo(json: ["num_pending": 7]))]), expected: .danger),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), change.most(info) > 0 else { return [] }
        let isDone = info.configuration.acknowledgesNothing || [.ack, .term].contains(change.acknowledgement)
        guard isDone else { return [] }
        let most = change.most(info).grouped
        switch change.loss(given: evidence) {
        case .none:
            return [Outcome(level: .warn, effect: "its workers never see up to \(most) messages", field: "/ack")]
        case .messages(let count):
            let kept = change.stream(evidence)?.configuration.retention == .interest ? ", where no other consumer wants them" : ""
            return [
                Outcome(
                    level: .danger,
                    effect: "its workers never see up to \(most) messages; deletes \(count.words) of the stream\(kept)",
                    field: "/ack")
            ]
        case .unknown(let why):
            return [
                Outcome(
                    level: .danger,
                    effect: "its workers never see up to \(most) messages; whether they are deleted is not known: \(why)",
                    field: "/ack")
            ]
        }
    }

    static let takeAcknowledgesOthers: Rule = Rule(
        code: "NG-C044", name: "take-acknowledges-others", level: .danger,
        why: "With ack_policy all an acknowledgement covers every message before it, those that workers have in hand too.",
        instead: "Leave `ack` out, or wait until nothing is in flight.",
        reversible: false, source: "nats-server, acknowledgement semantics",
        examples: [
            RuleExample(
                "workers have some", .example,
                .consumerExample(["ack_policy": "all"], position: ["num_pending": 7, "num_ack_pending": 3]),
                expected: .danger),
            RuleExample(
                "nothing in flight", .example, .consumerExample(["ack_policy": "all"], position: ["num_pending": 7]),
                expected: nil),
            RuleExample(
                "explicit", .example, .consumerExample(position: ["num_pending": 7, "num_ack_pending": 3]), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), info.configuration.acknowledgement == "all", info.inFlight > 0,
            [.ack, .term].contains(change.acknowledgement)
        else { return [] }
        return [
            Outcome(
                level: .danger, effect: "acknowledges \(info.inFlight.grouped) messages in flight with its own", field: "/ack")
        ]
    }

    static let takeUsesDeliveries: Rule = Rule(
        code: "NG-C045", name: "take-uses-deliveries", level: .warn,
        why: "Being taken counts as a delivery: after max_deliver of them a message is never delivered again.",
        instead: "Leave `ack` out: a peek counts as nothing.",
        reversible: false, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample(
                "the only delivery", .example(.nak), .consumerExample(["max_deliver": 1], position: ["num_pending": 7]),
                expected: .danger),
            RuleExample(
                "one of five", .example(.none), .consumerExample(["max_deliver": 5], position: ["num_pending": 7]),
                expected: .warn),
            RuleExample(
                "acknowledged", .example, .consumerExample(["max_deliver": 1], position: ["num_pending": 7]), expected: nil),
            RuleExample("no limit", .example(.nak), .consumerExample(position: ["num_pending": 7]), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), change.most(info) > 0, [.nak, .none].contains(change.acknowledgement),
            !info.configuration.acknowledgesNothing, let limit = info.configuration.deliveryLimit
        else { return [] }
        return [
            Outcome(
                level: limit == 1 ? .danger : .warn,
                effect: limit == 1
                    ? "up to \(change.most(info).grouped) messages are never delivered to a worker"
                    : "uses one of \(limit.grouped) deliveries of up to \(change.most(info).grouped) messages", field: "/ack")
        ]
    }
}

extension ConsumerTake {
    static func example(_ acknowledgement: Acknowledgement) -> ConsumerTake {
        ConsumerTake(stream: "S", consumer: "c", count: 5, acknowledgement: acknowledgement)
    }
}
