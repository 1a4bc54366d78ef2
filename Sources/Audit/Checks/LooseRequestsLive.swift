import Guard
import JSON
import Model

extension Check {
    static let looseRequestsLive = Check(
        code: "NG-V012", name: "loose-requests", level: .warn,
        about: "Servers that take requests with fields they do not know.",
        why: "A field with a typing error is passed over without a word, and the default counts.",
        .server { server in
            server.with("varz") { _ in
                // Before 2.12 there was nothing else, and nothing is told of it.
                guard let config = server.jetStream, isAtLeast(server.server.identity.version, 2, 12) else { return [] }
                if config["strict"]?.bool == true { return [.passed] }
                return [
                    .found(
                        .warn, "unknown fields of requests are passed over", field: "jetstream.strict",
                        AuditFix("Leave out strict: false and restart.", command: "jetstream { strict: true }"))
                ]
            }
        })
}

/// Whether a version is of this release or a newer one.
func isAtLeast(_ version: String, _ major: Int, _ minor: Int, _ patch: Int = 0) -> Bool {
    let parts = numbers(of: version)
    return parts.count >= 3 && !parts.lexicographicallyPrecedes([major, minor, patch])
}

/// `2.12.1-RC.1` → 2, 12, 1.
func numbers(of version: String) -> [Int] {
    let core = version.drop { $0 == "v" }.prefix { $0.isNumber || $0 == "." }
    return core.split(separator: ".").compactMap { Int($0) }
}
