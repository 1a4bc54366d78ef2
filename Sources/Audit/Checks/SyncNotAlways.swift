import Guard
import JSON
import Model

extension Check {
    static let syncNotAlways = Check(
        code: "NG-V001", name: "sync-not-always", level: .warn,
        about: "Whether servers write an acknowledged message to the disk before they say so.",
        why:
            "A write is acknowledged before it is on the disk: a power failure or a crash of the operating system loses what was "
            + "not flushed, and a stream with one copy has no other.",
        source: "jepsen.io, NATS 2.12.1 (2025-12); nats-server 2.15.1, observed",
        .server { server in
            server.with("varz") { _ in
                guard let config = server.jetStream else { return [] }
                if config["sync_always"]?.bool == true { return [.passed] }
                let every = config["sync_interval"]?.int64.map { $0 / 1_000_000_000 } ?? 0
                let streams = server.assessment.unreplicated(server.system)
                var effect = "acknowledged writes of up to \(age(seconds: every)) can be lost at a power failure"
                var level = Level.info
                switch streams {
                case .none: effect += "; every stream seen has several copies"
                case .some(let count): effect += "; \(count) streams have one copy, or are marked as critical"
                case .unseen: effect += "; which streams have one copy alone was not seen"
                }
                if !server.isLocal, streams != .none { level = .warn }
                return [
                    .found(
                        level, effect, field: "jetstream.sync_interval",
                        AuditFix(
                            "Set jetstream.sync_interval: always and restart, or keep three copies on machines that do not fail "
                                + "together.", command: "jetstream { sync_interval: always }"))
                ]
            }
        })
}

extension Assessment {
    enum Unreplicated: Sendable, Equatable {
        case none
        case some(Int)
        case unseen
    }

    /// File streams that one disk alone has, or that are marked `guard.critical`.
    func unreplicated(_ system: Int?) -> Unreplicated {
        let accounts = capture.accounts.filter { systems.of($0.sources) == system }
        if accounts.isEmpty || accounts.contains(where: { $0.unseen["streams"] != nil }) { return .unseen }
        let count = origins.unreplicated[system ?? -1] ?? 0
        return count == 0 ? .none : .some(count)
    }
}
