import JSON
import Model
import Platform
import System

/// One connection, as its server tells of it.
struct ConnectionRow: Sendable {
    let server: ServerIdentity
    let json: JSONObject
    /// By its server's clock.
    let now: String

    private static let figures = [
        ("in_msgs", "in_msgs"), ("out_msgs", "out_msgs"), ("in_bytes", "in_bytes"), ("out_bytes", "out_bytes"),
        ("subscriptions", "subs"), ("pending_bytes", "pending"),
    ]

    func shown(withAccount: Bool) -> JSONObject {
        var row: JSONObject = ["cid": json["cid"] ?? 0, "server": .string(server.name)]
        for (key, name) in [("name", "name"), ("authorized_user", "user"), ("mqtt_client", "mqtt_client")] {
            if let text = json[key]?.string, !text.isEmpty { row.append(name, .string(String(text.prefix(200)))) }
        }
        if withAccount, let account = json["account"]?.string { row.append("account", .string(account)) }
        if let kind = json["kind"]?.string, kind != "Client" { row.append("kind", .string(kind)) }
        if let type = json["type"]?.string, type != "nats" { row.append("type", .string(type)) }
        if let ip = json["ip"]?.string { row.append("from", .string("\(ip):\(json["port"]?.int ?? 0)")) }
        let client = [json["lang"]?.string, json["version"]?.string].compactMap(\.self).filter { !$0.isEmpty }
        if !client.isEmpty { row.append("client", .string(String(client.joined(separator: " ").prefix(100)))) }
        for key in ["uptime", "idle", "rtt"] {
            if let text = json[key]?.string, !text.isEmpty { row.append(key, .string(text)) }
        }
        for (key, name) in Self.figures {
            if let value = json[key], value != 0 { row.append(name, value) }
        }
        if let version = json["tls_version"]?.string, !version.isEmpty { row.append("tls", .string(version)) }
        if let stop = json["stop"]?.string {
            row.append("closed", .string(stop))
            row.append("reason", json["reason"] ?? "")
        }
        return row
    }

    /// Whether this one stands before another of another server, as their servers sort them.
    func precedes(_ other: ConnectionRow, by order: ConnectionOrder) -> Bool {
        switch order {
        case .cid: break
        case .subs: if let first = greater("subscriptions", other) { return first }
        case .inMessages: if let first = greater("in_msgs", other) { return first }
        case .outMessages: if let first = greater("out_msgs", other) { return first }
        case .inBytes: if let first = greater("in_bytes", other) { return first }
        case .outBytes: if let first = greater("out_bytes", other) { return first }
        case .pending: if let first = greater("pending_bytes", other) { return first }
        case .uptime: if let first = longer(age("start"), other.age("start")) { return first }
        case .idle: if let first = longer(age("last_activity"), other.age("last_activity")) { return first }
        case .rtt: if let first = longer(span("rtt"), other.span("rtt")) { return first }
        // The last one to stop comes first.
        case .stop: if let first = longer(other.age("stop"), age("stop")) { return first }
        }
        if cid != other.cid { return cid < other.cid }
        return server.place.utf8.lexicographicallyPrecedes(other.server.place.utf8)
    }

    private var cid: UInt64 { json["cid"]?.uint64 ?? 0 }

    private func greater(_ key: String, _ other: ConnectionRow) -> Bool? {
        let (mine, theirs) = (json[key]?.uint64 ?? 0, other.json[key]?.uint64 ?? 0)
        return mine == theirs ? nil : mine > theirs
    }

    private func longer(_ mine: Duration, _ theirs: Duration) -> Bool? { mine == theirs ? nil : mine > theirs }

    /// For how long something has been so, by the clock of the server that tells.
    private func age(_ key: String) -> Duration {
        guard let now = WallTime(rfc3339: now), let time = moment(key) else { return .zero }
        return (key == "stop" ? now : moment("stop") ?? now).since(time)
    }

    private func moment(_ key: String) -> WallTime? { json[key]?.string.flatMap(WallTime.init(rfc3339:)) }

    private func span(_ key: String) -> Duration { json[key]?.string.flatMap(DurationText.parse) ?? .zero }
}
