import Guard
import JSON

extension Check {
    static let unitTrapLive = Check(
        code: "NG-V002", name: "unit-trap", level: .danger,
        about: "Times of a server that are days: an unquoted number with a unit in its configuration.",
        why: "An unquoted number with a unit is an amount, not a time: the server reads 1m as one million seconds.",
        .server { server in
            server.with("varz") { varz in
                var found: [Judgement] = []
                let times: [(String, JSONValue?, Int64)] = [
                    ("jetstream.sync_interval", server.jetStream?["sync_interval"], 300),
                    ("ping_interval", varz["ping_interval"], 600),
                    ("write_deadline", varz["write_deadline"], 600),
                ]
                for (field, value, most) in times {
                    guard let seconds = value?.int64.map({ $0 / 1_000_000_000 }), seconds > most else { continue }
                    found.append(
                        .found(
                            .danger, "\(field) is \(age(seconds: seconds))", field: field,
                            AuditFix(
                                "Quote the time in the configuration and restart.",
                                command: "\(field.split(separator: ".").last ?? ""): \"2m\"")))
                }
                return found.isEmpty ? [.passed] : found
            }
        })
}
