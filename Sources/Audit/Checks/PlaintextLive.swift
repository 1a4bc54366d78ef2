import Guard
import JSON

extension Check {
    static let plaintextLive = Check(
        code: "NG-V007", name: "plaintext-connections", level: .warn,
        about: "Whether what goes over the network can be read on the way.",
        why: "Passwords, tokens and messages go over the network as they are.",
        .server { server in
            server.with("varz") { varz in
                if varz["tls_required"]?.bool == true || server.isLocal { return [.passed] }
                return [
                    .found(
                        .warn, "clients connect without TLS", field: "tls_required",
                        AuditFix("Give the server a certificate.", command: "tls { cert_file: \"…\", key_file: \"…\" }"))
                ]
            }
        })
}
