import Audit
import Guard
import JSON
import JetStream
import Model
import Platform
import System

extension CheckTally {
    /// The metadata group of JetStream, in the words of every server.
    mutating func meta(_ documents: [ServerAnswer]) {
        let groups = documents.compactMap { answer in answer.data["meta_cluster"]?.object.map { (answer.server.name, $0) } }
        guard !groups.isEmpty else {
            return say(.unknown, "JetStream is not clustered here, or no server with JetStream answered")
        }
        let leaders = Set(groups.compactMap { $0.1["leader"]?.string }.filter { !$0.isEmpty }).sorted()
        if leaders.count > 1 {
            say(.critical, "servers disagree on who leads: \(leaders.map { quoted($0) }.joined(separator: ", "))")
        }
        guard let leader = leaders.first else { return say(.critical, "nobody leads the meta group") }
        let replicas = groups.first { $0.0 == leader }?.1["replicas"]?.array
        guard let replicas else { return say(.unknown, "\(quoted(leader)) leads, and did not tell of the others") }
        let count = replicas.count + 1
        let expected = limits.number("expect") ?? groups.compactMap { $0.1["cluster_size"]?.number }.max() ?? Double(count)
        measure("peers", Double(count))
        demand(
            Double(count) == expected, "\(quoted(leader)) leads \(count) servers",
            "\(count) servers, \(Self.shown(expected, "")) are expected")
        for replica in replicas {
            let name = quoted(replica["name"]?.string ?? "?")
            if replica["offline"]?.bool == true { say(.critical, "\(name) is offline") }
            if replica["current"]?.bool == false { say(.critical, "\(name) is not current") }
            if let most = limits.number("lag_critical"), let lag = replica["lag"]?.number, lag >= most {
                say(.critical, "\(name) is \(Self.shown(lag, "")) operations behind, critical is \(Self.shown(most, ""))")
            }
            if let most = limits.number("seen_critical"), let active = replica["active"]?.number, active / 1e9 >= most {
                say(
                    .critical,
                    "\(name) was last heard of \(Self.shown(active / 1e9, "s")) ago, critical is \(Self.shown(most, "s"))")
            }
        }
    }

    mutating func server(_ varz: JSONObject, now: WallTime) {
        hold("cpu", "CPU:", varz["cpu"]?.number ?? 0, unit: "%")
        hold("memory", "memory:", varz["mem"]?.number ?? 0, unit: "B")
        hold("connections", "connections:", varz["connections"]?.number ?? 0)
        hold("subscriptions", "subscriptions:", varz["subscriptions"]?.number ?? 0)
        if let start = varz["start"]?.string.flatMap(WallTime.init(rfc3339:)) {
            hold("uptime", "up for", max(0, CheckLimits.seconds(now.since(start))), unit: "s", isLeast: true)
        }
        for (name, key, words) in [
            ("auth_required", "auth_required", "authentication"), ("tls_required", "tls_required", "TLS"),
        ] where limits.flag(name) == true {
            demand(varz[key]?.bool == true, "\(words) is required", "\(words) is not required")
        }
        if limits.flag("js_required") == true {
            let isOn = !(varz["jetstream"]?["config"]?.object?.isEmpty ?? true)
            demand(isOn, "JetStream is on", "JetStream is off")
        }
        certificate(varz, now)
    }

    private mutating func certificate(_ varz: JSONObject, _ now: WallTime) {
        let isAsked = limits.number("certificate_warn") != nil || limits.number("certificate_critical") != nil
        guard let text = varz["tls_cert_not_after"]?.string, let end = WallTime(rfc3339: text) else {
            if isAsked { say(.unknown, "the server does not tell when its certificate expires") }
            return
        }
        let left = CheckLimits.seconds(end.since(now))
        if left <= 0 { return say(.critical, "its certificate has expired on \(text)") }
        hold("certificate", "certificate valid for", left, unit: "s", isLeast: true)
    }

    /// What the account uses of what it may, per tier where there are any.
    mutating func usage(_ info: JSONObject) {
        let tiers = info["tiers"]?.object?.members.map { ($0.key, $0.value) } ?? []
        for (tier, usage) in tiers.isEmpty ? [("", JSONValue.object(info))] : tiers {
            for (name, key, unit) in [
                ("memory", "max_memory", "B"), ("storage", "max_storage", "B"), ("streams", "max_streams", ""),
                ("consumers", "max_consumers", ""),
            ] {
                let used = usage[name]?.number ?? 0
                let place = tier.isEmpty ? "" : " of tier \(quoted(tier))"
                guard let limit = usage["limits"]?[key]?.number, limit > 0 else {
                    say(.ok, "\(name)\(place): \(Self.shown(used, unit)), no limit")
                    continue
                }
                hold(name, "\(name)\(place):", (used / limit * 10_000).rounded() / 100, unit: "%")
            }
        }
    }

    mutating func replicas(of stream: StreamInfo, now: WallTime) {
        if stream.hasNoLeader { say(.critical, "stream \(quoted(stream.name)) has no leader") }
        for peer in stream.peers where !peer.isLeader {
            let name = "the copy of \(quoted(stream.name)) on \(quoted(peer.name))"
            if peer.isOffline { say(.critical, "\(name) is offline") }
            if let most = limits.number("replica_lag_critical"), Double(peer.lag) >= most {
                say(.critical, "\(name) is \(peer.lag) operations behind")
            }
            if let most = limits.number("replica_seen_critical"), let silence = stream.silence(of: peer, now: now),
                silence >= most
            {
                say(.critical, "\(name) was not heard of for \(Self.shown(silence, "s"))")
            }
        }
    }
}
