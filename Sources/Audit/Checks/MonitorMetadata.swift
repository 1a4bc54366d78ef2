import Guard
import JSON
import Model

/// What an asset's own metadata says is right for it (`io.nats.monitor.*`).
struct MonitorMetadata {
    static let prefix = "io.nats.monitor."
    let metadata: JSONObject

    /// Nil where nothing is said, or it is turned off.
    init?(_ metadata: JSONObject) {
        guard metadata.members.contains(where: { $0.key.hasPrefix(Self.prefix) }),
            metadata[Self.prefix + "enabled"]?.string.map({ ["true", "1", "t", "TRUE", "True"].contains($0) }) ?? true
        else { return nil }
        self.metadata = metadata
    }

    func text(_ name: String) -> String? { metadata[Self.prefix + name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    /// Nil where it is not set, or set to off.
    func number(_ name: String) -> Int64? { text(name).flatMap { Int64($0) }.flatMap { $0 < 0 ? nil : $0 } }
    /// `30s`, `5m`, `1h30m`, `2d`, in seconds.
    func seconds(_ name: String) -> Double? {
        text(name).flatMap(WrittenDuration.ofMonitoring.seconds).flatMap { $0 > 0 ? $0 : nil }
    }

    /// Names whose values cannot be read: a check that is silently off is none.
    var unreadable: [String] {
        let numbers = [
            "lag-critical", "min-sources", "max-sources", "peer-expect", "peer-lag-critical", "msgs-warn", "msgs-critical",
            "subjects-warn", "subjects-critical", "outstanding-ack-critical", "waiting-critical", "unprocessed-critical",
            "redelivery-critical",
        ]
        let times = ["seen-critical", "peer-seen-critical", "last-delivery-critical", "last-ack-critical"]
        return numbers.filter { text($0).map { Int64($0) == nil } ?? false }
            + times.filter { text($0).map { WrittenDuration.ofMonitoring.seconds($0) == nil } ?? false }
    }
}
