import Guard
import JSON

extension Check {
    static let storeNotDurableLive = Check(
        code: "NG-V003", name: "store-not-durable", level: .danger,
        about: "Whether streams are stored where a reboot wipes them.",
        why: "Directories for temporary files are emptied at a reboot, and file systems in memory are gone with it.",
        .server { server in
            server.with("varz") { _ in
                guard let directory = server.jetStream?["store_dir"]?.string else { return [] }
                let temporary = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/var/run", "/private/tmp"]
                guard temporary.contains(where: { directory == $0 || directory.hasPrefix($0 + "/") }) else { return [.passed] }
                return [
                    .found(
                        .danger, "streams are stored in \(quoted(directory))", field: "jetstream.store_dir",
                        AuditFix(
                            "Move the store to a disk that stays, with the server stopped, and set store_dir.",
                            command: "jetstream { store_dir: \"/var/lib/nats\" }"))
                ]
            }
        })
}
