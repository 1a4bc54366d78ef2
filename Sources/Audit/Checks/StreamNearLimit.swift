import Guard
import JSON
import Model

extension Check {
    static let streamNearLimit = Check(
        code: "NG-A006", name: "stream-near-limit", level: .warn,
        about: "Streams that are nearly full (JETSTREAM_003 of the known audit).",
        why: "A full stream drops its oldest messages, or refuses new ones, by its discard policy.",
        .stream { stream in
            let state = stream.info.state
            let most = Double(stream.assessment[AuditThresholds.streamUse])
            var judgements: [Judgement] = []
            for (field, used) in [
                ("max_msgs", state.messages), ("max_bytes", state.bytes), ("max_consumers", state.consumerCount),
            ] {
                guard let limit = stream.limit(field) else { continue }
                let percent = Double(used) / Double(limit) * 100
                guard percent >= most else {
                    judgements.append(.passed)
                    continue
                }
                let shown = field == "max_bytes" ? "\(bytes(used)) of \(bytes(limit))" : "\(used.grouped) of \(limit.grouped)"
                // A stream that drops the oldest is full for good: that is what the limit is for.
                let refuses = stream.configuration.discard == "new" || field == "max_consumers"
                judgements.append(
                    .found(
                        refuses ? .warn : .info,
                        "\(field): \(shown); " + (refuses ? "what comes next is refused" : "the oldest messages are dropped"),
                        field: field, stream.edit("Raise the limit, or read and purge.", field, JSONValue(limit * 2))))
            }
            return judgements.isEmpty ? [.passed] : judgements
        })
}
