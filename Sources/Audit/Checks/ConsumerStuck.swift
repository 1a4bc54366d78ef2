import Guard
import JSON
import Model

extension Check {
    static let consumerStuck = Check(
        code: "NG-A032", name: "consumer-stuck", level: .danger,
        about: "Consumers whose workers take messages and never finish them.",
        why: "With as many in flight as allowed nothing more is delivered; what is delivered again and again holds up the rest.",
        .consumer { consumer in
            guard !consumer.info.configuration.acknowledgesNothing else { return [] }
            let info = consumer.info
            guard let later = consumer.later else { return atOnce(consumer) }
            let seconds = Int(consumer.assessment.capture.later?.seconds ?? 0)
            let floor = later["ack_floor"]?["stream_seq"]?.uint64 ?? 0
            let stands = floor <= info.acknowledgedSequence
            let again = (later["num_redelivered"]?.uint64 ?? 0) > info.redelivered
            let isFull = info.isFull && (later["num_ack_pending"]?.uint64 ?? 0) >= info.inFlight
            guard stands, isFull || again else { return [crowd(consumer) ?? .passed] }
            return [
                .found(
                    isFull ? .danger : .warn,
                    "\(info.inFlight.grouped) in flight, nothing finished within \(seconds) seconds"
                        + (again ? ", more delivered again" : ""),
                    field: "ack_floor", consumer.look("See what its workers fail at."))
            ]
        })

    /// What one sample shows: as many in flight as may be is a sign, and no proof.
    private static func atOnce(_ consumer: ConsumerView) -> [Judgement] {
        let info = consumer.info
        var found: [Judgement] = []
        if info.isFull {
            found.append(
                .found(
                    .warn,
                    "\(info.inFlight.grouped) in flight, as many as may be; whether any is finished shows a second sample (--samples 2)",
                    field: "max_ack_pending", consumer.look("See when it last delivered and was last acknowledged.")))
        }
        if let crowd = crowd(consumer) { found.append(crowd) }
        if found.isEmpty, info.redelivered > 0 {
            found.append(
                .found(
                    .info, "\(info.redelivered.grouped) delivered more than once", field: "num_redelivered",
                    consumer.look("See what its workers fail at.")))
        }
        return found.isEmpty ? [.passed] : found
    }

    private static func crowd(_ consumer: ConsumerView) -> Judgement? {
        guard let most = consumer.info.configuration.json["max_waiting"]?.uint64, most > 0, consumer.info.waiting >= most else {
            return nil
        }
        return .found(
            .warn, "\(consumer.info.waiting.grouped) requests wait, as many as may: the next one is refused",
            field: "max_waiting",
            consumer.look("See who asks: workers that hang leave requests behind."))
    }
}
