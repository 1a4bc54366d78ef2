import Guard
import JSON

extension Check {
    static let openAccessLive = Check(
        code: "NG-V005", name: "open-access", level: .danger,
        about: "Whether clients must say who they are (SERVER_007 of the known audit).",
        why: "Whoever reaches the port may read, write and delete everything.",
        .server { server in
            server.with("varz") { varz in
                if varz["auth_required"]?.bool == true { return [.passed] }
                return [
                    .found(
                        server.isLocal ? .info : .danger,
                        server.isLocal
                            ? "every program on this machine may do everything"
                            : "everybody who reaches the port may do everything",
                        field: "auth_required",
                        AuditFix(
                            "Give users with passwords, NKeys or JWTs in accounts of their own.",
                            command: "accounts { APP { users: [ { user: app, password: \"$2a$…\" } ] } }"))
                ]
            }
        })
}
