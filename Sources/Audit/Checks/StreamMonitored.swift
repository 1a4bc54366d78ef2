import Guard
import JSON
import Model

extension Check {
    static let streamMonitored = Check(
        code: "NG-A007", name: "stream-beyond-own-limits", level: .danger,
        about: "Streams beyond what their own metadata calls critical (io.nats.monitor.*; JETSTREAM_004 of the known audit).",
        why: "Whoever made the stream wrote down when it needs attention.",
        .stream { stream in
            guard let monitor = MonitorMetadata(stream.metadata) else { return [] }
            let state = stream.info.state
            var found: [Judgement] = monitor.unreadable.map { name in
                .found(
                    .warn, "\(MonitorMetadata.prefix)\(name) cannot be read", field: name,
                    stream.look("Write a number or a time."))
            }
            func add(_ level: Level, _ field: String, _ effect: String) {
                found.append(.found(level, effect, field: field, stream.look("See why.")))
            }
            /// The metadata tells the least there should be; where critical is above warn, the most.
            func bounds(_ what: String, _ value: UInt64) {
                let (warn, critical) = (monitor.number(what + "-warn"), monitor.number(what + "-critical"))
                let isMost = warn.map { warn in critical.map { $0 > warn } ?? false } ?? false
                let number = Int64(clamping: value)
                func isBeyond(_ limit: Int64?) -> Bool { limit.map { isMost ? number >= $0 : number <= $0 } ?? false }
                if isBeyond(critical) {
                    add(.danger, what + "-critical", "\(value.grouped) \(what), critical is \(critical ?? 0)")
                } else if isBeyond(warn) {
                    add(.warn, what + "-warn", "\(value.grouped) \(what), the warning is at \(warn ?? 0)")
                }
            }
            bounds("msgs", state.messages)
            bounds("subjects", state.subjectCount)
            let sources = stream.configuration.sources.count
            if let least = monitor.number("min-sources"), sources < least {
                add(.danger, "min-sources", "\(sources) sources, at least \(least) are expected")
            }
            if let most = monitor.number("max-sources"), sources > most {
                add(.danger, "max-sources", "\(sources) sources, at most \(most) are expected")
            }
            for origin in stream.info.sourceStates + (stream.info.mirrorState.map { [.object($0)] } ?? []) {
                let name = quoted(origin["name"]?.string ?? "?")
                if let most = monitor.number("lag-critical"), let lag = origin["lag"]?.int64, lag >= most {
                    add(.danger, "lag-critical", "\(lag) messages behind \(name), critical is \(most)")
                }
                if let most = monitor.seconds("seen-critical"), let active = origin["active"]?.int64,
                    active < 0 || Double(active) / 1e9 >= most
                {
                    add(
                        .danger, "seen-critical",
                        "\(name) was last heard of " + (active < 0 ? "never" : "\(age(seconds: active / 1_000_000_000)) ago"))
                }
            }
            let peers = stream.info.peers
            if let expected = monitor.number("peer-expect"), Int64(peers.count) != expected,
                stream.info.isClustered || expected > 1
            {
                add(.danger, "peer-expect", "\(peers.count) copies, \(expected) are expected")
            }
            for peer in peers where !peer.isLeader {
                if let most = monitor.number("peer-lag-critical"), peer.lag >= UInt64(most) {
                    add(.danger, "peer-lag-critical", "\(peer.name) is \(peer.lag) operations behind, critical is \(most)")
                }
                if let most = monitor.seconds("peer-seen-critical"), let silence = peer.silence, Double(silence) / 1e9 >= most {
                    add(
                        .danger, "peer-seen-critical",
                        "\(peer.name) was last heard of \(age(seconds: silence / 1_000_000_000)) ago")
                }
            }
            return found.isEmpty ? [.passed] : found
        })
}
