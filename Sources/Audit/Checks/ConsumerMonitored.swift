import Guard
import JSON
import Model

extension Check {
    static let consumerMonitored = Check(
        code: "NG-A008", name: "consumer-beyond-own-limits", level: .danger,
        about: "Consumers beyond what their own metadata calls critical (io.nats.monitor.*; JETSTREAM_005 of the known audit).",
        why: "Whoever made the consumer wrote down when it needs attention.",
        .consumer { consumer in
            guard let monitor = MonitorMetadata(consumer.metadata) else { return [] }
            let info = consumer.info
            var found: [Judgement] = monitor.unreadable.map { name in
                .found(
                    .warn, "\(MonitorMetadata.prefix)\(name) cannot be read", field: name,
                    consumer.look("Write a number or a time."))
            }
            for (field, words, value) in [
                ("outstanding-ack-critical", "messages in flight", info.inFlight),
                ("waiting-critical", "waiting pulls", info.waiting),
                ("unprocessed-critical", "messages to read", info.pending),
                ("redelivery-critical", "messages delivered again", info.redelivered),
            ] {
                guard let most = monitor.number(field), Int64(clamping: value) >= most else { continue }
                found.append(
                    .found(
                        .danger, "\(value.grouped) \(words), critical is \(most)", field: field,
                        consumer.look("See who reads it.")))
            }
            for (field, words, time) in [
                ("last-delivery-critical", "delivered", info.lastDelivery),
                ("last-ack-critical", "acknowledged", info.lastAcknowledgement),
            ] {
                guard let most = monitor.seconds(field) else { continue }
                guard let moment = Moment(time) else {
                    found.append(.found(.danger, "nothing was \(words) yet", field: field, consumer.look("See who reads it.")))
                    continue
                }
                let passed = consumer.assessment.now.since(moment)
                guard Double(passed) >= most else { continue }
                found.append(
                    .found(.danger, "last \(words) \(age(seconds: passed)) ago", field: field, consumer.look("See who reads it."))
                )
            }
            if monitor.text("pinned") == "true" {
                for group in info.configuration.priorityGroups where info.pinnedClient(of: group) == nil {
                    found.append(
                        .found(
                            .danger, "nobody has the messages of group \(quoted(group))", field: "pinned",
                            consumer.look("See who reads it.")))
                }
            }
            return found.isEmpty ? [.passed] : found
        })
}
