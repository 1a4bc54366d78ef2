import Guard
import JSON
import Model

extension Check {
    static let fullSoon = Check(
        code: "NG-A021", name: "full-soon", level: .warn,
        about: "Streams that reach a limit within days at the rate of two samples.",
        why: "When it is full, new messages are refused or the oldest are dropped earlier than anybody planned.",
        .stream { stream in
            let limits = ["max_msgs", "max_bytes"].compactMap { field in stream.limit(field).map { (field, $0) } }
            guard !limits.isEmpty, stream.configuration.discard == "new" || stream.configuration.retention == .workQueue else {
                return []
            }
            guard let later = stream.later, let seconds = stream.assessment.capture.later?.seconds, seconds > 0 else {
                return [.unknown("one sample does not show growth: --samples 2")]
            }
            var found: [Judgement] = []
            for (field, limit) in limits {
                let now = field == "max_msgs" ? stream.info.state.messages : stream.info.state.bytes
                let then = later[field == "max_msgs" ? "messages" : "bytes"]?.uint64 ?? now
                guard then > now, limit > then else { continue }
                let days = Double(limit - then) / (Double(then - now) / seconds) / 86_400
                guard days < Double(stream.assessment[AuditThresholds.forecastWarn]) else { continue }
                let words = days < 1 ? "\(max(1, Int(days * 24))) hours" : "\(Int(days)) days"
                found.append(
                    .found(
                        days < Double(stream.assessment[AuditThresholds.forecastDanger]) ? .danger : .warn,
                        "\(field) is reached in \(words) at the rate of the last \(Int(seconds)) seconds", field: field,
                        stream.edit("Raise the limit, or see why it grows.", field, JSONValue(limit * 2))))
            }
            return found.isEmpty ? [.passed] : found
        })
}
