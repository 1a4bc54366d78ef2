import Audit
import Guard
import JSON
import Model
import Platform

extension CheckTally {
    mutating func stream(_ info: StreamInfo, now: WallTime) {
        takeMetadata(info.configuration.json)
        let state = info.state
        hold("msgs", "messages:", Double(state.messages), isLeast: true)
        hold("subjects", "subjects:", Double(state.subjectCount), isLeast: true)
        measure("bytes", Double(state.bytes), unit: "B")
        if info.hasNoLeader { say(.critical, "nobody leads it: it takes no writes") }
        let sources = info.configuration.sources.count
        if let least = limits.number("min_sources"), Double(sources) < least {
            say(.critical, "\(sources) sources, at least \(Self.shown(least, "")) are expected")
        }
        if let most = limits.number("max_sources"), Double(sources) > most {
            say(.critical, "\(sources) sources, at most \(Self.shown(most, "")) are expected")
        }
        origins(info.sourceStates + (info.mirrorState.map { [.object($0)] } ?? []))
        peers(info, now)
    }

    private mutating func origins(_ origins: [JSONValue]) {
        for origin in origins {
            let name = quoted(origin["name"]?.string ?? "?")
            if let most = limits.number("lag_critical"), let lag = origin["lag"]?.number, lag >= most {
                say(.critical, "\(Self.shown(lag, "")) messages behind \(name), critical is \(Self.shown(most, ""))")
            }
            guard let most = limits.number("seen_critical") else { continue }
            let active = (origin["active"]?.number ?? -1) / 1e9
            if active < 0 {
                say(.critical, "nothing was heard of \(name)")
            } else if active >= most {
                say(.critical, "\(name) was last heard of \(Self.shown(active, "s")) ago, critical is \(Self.shown(most, "s"))")
            }
        }
    }

    private mutating func peers(_ info: StreamInfo, _ now: WallTime) {
        let peers = info.peers
        let copies = max(1, peers.count)
        measure("peers", Double(copies))
        if let expected = limits.number("peer_expect"), Double(copies) != expected {
            say(.critical, "\(copies) copies, \(Self.shown(expected, "")) are expected")
        }
        for peer in peers where !peer.isLeader {
            if peer.isOffline { say(.critical, "the copy on \(quoted(peer.name)) is offline") }
            if let most = limits.number("peer_lag_critical"), Double(peer.lag) >= most {
                say(.critical, "\(quoted(peer.name)) is \(peer.lag) operations behind, critical is \(Self.shown(most, ""))")
            }
            if let most = limits.number("peer_seen_critical"), let silence = info.silence(of: peer, now: now), silence >= most {
                say(.critical, "\(quoted(peer.name)) was not heard of for \(Self.shown(silence, "s"))")
            }
        }
    }

    mutating func takeMetadata(_ configuration: JSONObject) {
        for name in limits.take(configuration["metadata"]?.object ?? [:]) {
            say(.unknown, "the metadata \(quoted(name)) cannot be read")
        }
    }
}

extension StreamInfo {
    /// Seconds since the leader heard of a peer; nil where it does not tell.
    ///
    /// Of a peer that was never heard of since it leads, a leader tells 0 (seen of nats-server 2.15.1), as if it had been just now:
    /// then it is at least as long as it leads.
    func silence(of peer: StreamPeer, now: WallTime) -> Double? {
        guard let silence = peer.silence else { return nil }
        guard silence == 0, !peer.isCurrent else { return Double(silence) / 1e9 }
        guard let since = cluster?["leader_since"]?.string.flatMap(WallTime.init(rfc3339:)) else { return nil }
        return max(0, CheckLimits.seconds(now.since(since)))
    }
}
