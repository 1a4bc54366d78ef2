import Guard
import JSON
import Model

extension Check {
    static let consumerAbandoned = Check(
        code: "NG-A026", name: "consumer-abandoned", level: .warn,
        about: "Durable consumers with messages to read that nobody has read for long.",
        why: "On interest and work-queue streams everything stays because of it; elsewhere a program that should run does not.",
        .consumer { consumer in
            guard consumer.info.isDurable, !consumer.info.isPaused else { return [] }
            guard consumer.info.unread > 0, consumer.info.isUnbound else { return [.passed] }
            let last = Moment(consumer.info.lastDelivery) ?? Moment(consumer.info.created)
            guard let last else { return [.unknown("when it was last read is not told")] }
            let idle = consumer.assessment.now.since(last)
            guard idle > consumer.assessment[AuditThresholds.idleConsumer] else { return [.passed] }
            let keeps = consumer.stream.configuration.retention != .limits
            return [
                .found(
                    keeps ? .danger : .warn,
                    "\(consumer.info.unread.grouped) messages to read, and nobody for \(age(seconds: idle))"
                        + (keeps ? ": the stream keeps them all" : ""),
                    AuditFix(
                        "Start what reads it, or remove it.", tool: "consumer_del",
                        arguments: ["stream": .string(consumer.stream.info.name), "consumer": .string(consumer.info.name)]))
            ]
        })
}
