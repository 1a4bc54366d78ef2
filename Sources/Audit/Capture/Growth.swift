public import JSON
import Model

/// The same numbers some seconds later: what grows, and how fast.
public struct Growth: Sendable, Hashable {
    public var seconds: Double
    /// `{messages, bytes, last_seq}` by `key`.
    public var streams: [String: JSONObject] = [:]
    /// `{delivered, ack_floor, num_pending, num_ack_pending, num_redelivered}` by `key`.
    public var consumers: [String: JSONObject] = [:]
    /// `{slow_consumers, stale_connections, stalled_clients, total_connections, api_errors}` by server ID.
    public var servers: [String: JSONObject] = [:]

    public init(seconds: Double) { self.seconds = seconds }

    public static func key(_ account: AccountCapture, _ stream: String, _ consumer: String? = nil) -> String {
        ([account.sources.first ?? "", account.name ?? "", account.domain ?? "", stream] + (consumer.map { [$0] } ?? []))
            .joined(separator: "\u{1F}")
    }

    public mutating func take(stream json: JSONObject, of account: AccountCapture) {
        let name = json["config"]?["name"]?.string ?? json["name"]?.string ?? ""
        streams[Self.key(account, name)] = Self.part(json["state"], ["messages", "bytes", "last_seq"])
    }

    public mutating func take(consumer json: JSONObject, of account: AccountCapture) {
        let key = Self.key(account, json["stream_name"]?.string ?? "", json["name"]?.string ?? "")
        consumers[key] = Self.part(
            .object(json), ["delivered", "ack_floor", "num_pending", "num_ack_pending", "num_redelivered"])
    }

    public mutating func take(server: ServerCapture) {
        servers[server.identity.id] = Self.counters(of: server)
    }

    /// What a server counts of trouble.
    public static func counters(of server: ServerCapture) -> JSONObject {
        var counters = part(
            server.documents["varz"].map { .object($0) },
            ["slow_consumers", "stale_connections", "stalled_clients", "total_connections", "connections"])
        let api = server.documents["jsz"]?["api"] ?? server.documents["varz"]?["jetstream"]?["stats"]?["api"]
        if let errors = api?["errors"] { counters.append("api_errors", errors) }
        return counters
    }

    private static func part(_ value: JSONValue?, _ names: [String]) -> JSONObject {
        var part: JSONObject = [:]
        for name in names {
            if let member = value?[name] { part.append(name, member) }
        }
        return part
    }
}
