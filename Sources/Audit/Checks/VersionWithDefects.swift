import Guard
import JSON
import Model

extension Check {
    static let versionWithDefects = Check(
        code: "NG-A014", name: "version-loses-data", level: .danger,
        about: "Releases with known defects that lose messages or streams.",
        why: "The defect is known and repaired: an upgrade is all it takes.",
        source: "jepsen.io, NATS 2.12.1 (2025-12); nats-server issues 6888, 7545, 7549, 7556, 7594",
        .server { server in
            let version = server.server.identity.version
            let parts = numbers(of: version)
            guard parts.count >= 3 else { return [.unknown("the server does not tell its version", server.asset)] }
            let defect: String? =
                if !isAtLeast(version, 2, 10, 23) {
                    "a few crashes can make a stream disappear (repaired in 2.10.23)"
                } else if isAtLeast(version, 2, 12), !isAtLeast(version, 2, 12, 3) {
                    "acknowledged messages can be lost when peers change, and by one damaged file of a minority (repaired from 2.12.3 on)"
                } else {
                    nil
                }
            guard let defect else { return [.passed] }
            return [
                .found(
                    .danger, "nats-server \(version): \(defect)", field: "version",
                    AuditFix(
                        "Upgrade to the newest patch of this release at least, one server after the other.", tool: "server_list",
                        arguments: [:]))
            ]
        })
}
