import Audit
import Guard
import JSON
import Model

extension CheckTally {
    mutating func stream(_ info: StreamInfo) {
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
        peers(info)
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

    private mutating func peers(_ info: StreamInfo) {
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
            if let most = limits.number("peer_seen_critical"), let silence = peer.silence, Double(silence) / 1e9 >= most {
                say(.critical, "\(quoted(peer.name)) was last heard of \(Self.shown(Double(silence) / 1e9, "s")) ago")
            }
        }
    }

    mutating func takeMetadata(_ configuration: JSONObject) {
        for name in limits.take(configuration["metadata"]?.object ?? [:]) {
            say(.unknown, "the metadata \(quoted(name)) cannot be read")
        }
    }
}
