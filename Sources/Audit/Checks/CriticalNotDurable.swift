import Guard
import JSON
import Model

extension Check {
    static let criticalNotDurable = Check(
        code: "NG-A015", name: "critical-stream-not-durable", level: .danger,
        about: "Streams marked as critical (metadata guard.critical) that one failure can take messages from.",
        why: "Whoever made it says that none of it may be lost, and the configuration does not hold that.",
        .stream { stream in
            guard stream.isCritical else { return [] }
            var found: [Judgement] = []
            if stream.configuration.storage == "memory" {
                found.append(
                    .found(
                        .danger, "it is kept in memory", field: "storage",
                        stream.look("Make a file stream and copy it: stream_copy.")))
            }
            if stream.configuration.replicas < 3 {
                found.append(
                    .found(
                        .danger, "it has \(stream.configuration.replicas) of the 3 copies that bear a loss",
                        field: "num_replicas",
                        stream.edit("Keep three copies.", "num_replicas", 3)))
            }
            if stream.configuration.json["persist_mode"]?.string == "async" {
                found.append(
                    .found(
                        .danger, "it acknowledges before it writes", field: "persist_mode",
                        stream.look("Make it anew: the mode cannot be changed.")))
            }
            let lax = stream.assessment.servers(of: stream.account.account).filter { server in
                server.jetStream.map { $0["sync_always"]?.bool != true } ?? false
            }
            if !lax.isEmpty {
                found.append(
                    .found(
                        .warn, "\(lax.count) servers acknowledge before the disk has it", field: "sync_interval",
                        AuditFix(
                            "Set sync_interval: always on the servers that keep it.",
                            command: "jetstream { sync_interval: always }")))
            } else if stream.assessment.servers(of: stream.account.account).allSatisfy({ $0.jetStream == nil }) {
                return found + [.unknown("how servers write to disk was not seen")]
            }
            return found.isEmpty ? [.passed] : found
        })
}
