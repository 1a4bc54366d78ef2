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
            guard let later = consumer.later else {
                return [
                    info.isFull
                        ? .unknown(
                            "as many are in flight as allowed; one sample does not show whether any is finished: --samples 2")
                        : .passed
                ]
            }
            let seconds = Int(consumer.assessment.capture.later?.seconds ?? 0)
            let floor = later["ack_floor"]?["stream_seq"]?.uint64 ?? 0
            let stands = floor <= info.acknowledgedSequence
            let again = (later["num_redelivered"]?.uint64 ?? 0) > info.redelivered
            let isFull = info.isFull && (later["num_ack_pending"]?.uint64 ?? 0) >= info.inFlight
            guard stands, isFull || again else { return [.passed] }
            return [
                .found(
                    isFull ? .danger : .warn,
                    "\(info.inFlight.grouped) in flight, nothing finished within \(seconds) seconds"
                        + (again ? ", more delivered again" : ""),
                    field: "ack_floor", consumer.look("See what its workers fail at."))
            ]
        })
}
