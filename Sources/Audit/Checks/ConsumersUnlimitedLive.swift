import Guard
import JSON
import Model

extension Check {
    static let consumersUnlimitedLive = Check(
        code: "NG-V013", name: "consumers-unlimited", level: .warn,
        about: "Servers without a limit of consumers a stream.",
        why: "A program that makes a consumer at every start brings a cluster down with them.",
        .server { server in
            server.with("varz") { varz in
                guard server.jetStream != nil, isAtLeast(server.server.identity.version, 2, 15) else { return [] }
                let limit = varz["jetstream"]?["limits"]?["default_max_consumers"]?.int64 ?? 0
                if limit > 0 { return [.passed] }
                return [
                    .found(
                        .warn, "streams have no limit of consumers", field: "jetstream.limits.default_max_consumers",
                        AuditFix(
                            "Keep the default of 1000, and set max_consumers on streams that need more.",
                            command: "jetstream { limits { default_max_consumers: 1000 } }"))
                ]
            }
        })
}
