import Guard
import JSON
import Model

extension Check {
    static let deadMessages = Check(
        code: "NG-A017", name: "dead-messages", level: .danger,
        about: "Messages that were delivered as often as allowed and are skipped for ever.",
        why: "They stay in the stream, nobody gets them again, and every count of the consumer is zero.",
        .consumer { consumer in
            guard consumer.info.configuration.deliveryLimit != nil, !consumer.info.configuration.acknowledgesNothing else {
                return []
            }
            guard consumer.info.gaveUp else { return [.passed] }
            let info = consumer.info
            return [
                .found(
                    .danger,
                    "delivered up to \(info.deliveredSequence.grouped), acknowledged up to \(info.acknowledgedSequence.grouped), and nothing "
                        + "is in flight: up to \((info.deliveredSequence - info.acknowledgedSequence).grouped) messages were given up",
                    field: "max_deliver",
                    AuditFix(
                        "Read them by their sequence, put them right, and send them again.", tool: "stream_get",
                        arguments: [
                            "stream": .string(consumer.stream.info.name), "sequence": JSONValue(info.acknowledgedSequence + 1),
                        ]))
            ]
        })
}
