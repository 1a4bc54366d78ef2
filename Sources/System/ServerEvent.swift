public import JSON
import Model
public import NATS

/// Something a server told of by itself.
public struct ServerEvent: Sendable {
    /// In a word: `client_connect`, `stream_leader_elected`, `server_shutdown`.
    public let name: String
    public let account: String?
    /// A row: time, event, who and what; no payloads, no bodies of requests.
    public let row: JSONObject

    /// - Parameter ownToken: whether we are known to the server by a token ourselves: then everybody may be.
    public init?(_ message: NATSMessage, ownToken: Bool) {
        guard let document = try? JSONParser().parse(message.payload).object else { return nil }
        let tokens = message.subject.split(separator: ".").map(String.init)
        let server = document["server"]?.object ?? (document["ver"] != nil ? document : nil)
        name = Self.name(document, tokens)
        let client = document["client"]?.object
        account = Self.text(document["account"] ?? document["acc"] ?? client?["acc"])

        var row: JSONObject = [:]
        if let time = document["timestamp"]?.string ?? server?["time"]?.string { row.append("time", .string(time)) }
        row.append("event", .string(name))
        if let server = server?["name"]?.string ?? document["server"]?.string { row.append("server", .string(server)) }
        if let account { row.append("account", .string(account)) }
        if let client {
            let mayBeToken = ownToken || name == "auth_error"
            let identity = ServerIdentity(json: server ?? [:])
            Self.append(client, withUser: !(mayBeToken && Redaction.namesTokens(identity)), to: &row)
        }
        if server?["ver"] == nil || document["type"] != nil { Self.append(document, to: &row) }
        if let figures = document["statsz"]?.object {
            for key in ["connections", "cpu", "mem", "slow_consumers"] { row[key] = figures[key] }
        }
        self.row = row
    }

    /// The last part of the type; events without one have a subject that says it.
    private static func name(_ document: JSONObject, _ tokens: [String]) -> String {
        if tokens.suffix(3) == ["CLIENT", "AUTH", "ERR"] { return "auth_error" }
        if let type = document["type"]?.string, let last = type.split(separator: ".").last { return String(last) }
        switch tokens.last {
        case "SHUTDOWN": return "server_shutdown"
        case "LAMEDUCK": return "server_lame_duck"
        case "STATSZ": return "server_stats"
        case let last?: return tokens.contains("LEAFNODE") ? "leafnode_\(last.lowercased())" : last.lowercased()
        case nil: return "unknown"
        }
    }

    private static func append(_ client: JSONObject, withUser: Bool, to row: inout JSONObject) {
        if withUser, let user = text(client["user"]) { row.append("user", .string(user)) }
        for (key, name) in [("name", "client"), ("host", "from"), ("id", "cid")] {
            if let value = client[key], value != "" { row.append(name, value) }
        }
        let library = [text(client["lang"]), text(client["ver"])].compactMap(\.self).joined(separator: " ")
        if !library.isEmpty { row.append("library", .string(library)) }
        if let kind = text(client["kind"]), kind != "Client" { row.append("kind", .string(kind)) }
    }

    private static let known: Set<String> = [
        "type", "id", "timestamp", "server", "client", "account", "acc", "name", "request", "response", "statsz", "replicas",
        "sent",
        "received",
    ]

    /// What is particular to this kind of event: every short member, whatever newer servers call it.
    private static func append(_ document: JSONObject, to row: inout JSONObject) {
        for member in document.members where !known.contains(member.key) && row[member.key] == nil {
            switch member.value {
            case .string(let text): if !text.isEmpty { row.append(member.key, .string(String(text.prefix(500)))) }
            case .integer, .unsigned, .double, .bool: row.append(member.key, member.value)
            default: break
            }
        }
        for key in ["sent", "received"] {
            guard let count = document[key]?["msgs"], count != 0 else { continue }
            row.append(key + "_msgs", count)
            row.append(key + "_bytes", document[key]?["bytes"] ?? 0)
        }
        let replicas = document["replicas"]?.array ?? []
        // A leader is told by its peer's ID where the group is that of the servers themselves.
        if let leader = document["leader"]?.string, let name = replicas.first(where: { $0["peer"]?.string == leader })?["name"] {
            row["leader"] = name
        }
        let behind = replicas.filter { $0["current"]?.bool == false }.compactMap { $0["name"]?.string }.filter {
            $0 != row["leader"]?.string
        }
        if !behind.isEmpty { row.append("behind", .array(behind.map { .string($0) })) }
        if let response = document["response"]?.string, let answer = try? JSONParser().parse(Array(response.utf8)),
            let error = answer["error"]
        {
            row.append("error", error["description"] ?? error)
            if let code = error["err_code"] { row.append("err_code", code) }
        }
    }

    private static func text(_ value: JSONValue?) -> String? { value?.string.flatMap { $0.isEmpty ? nil : $0 } }

    /// Who and what, for people: `stream_action create ORDERS`.
    public var words: String {
        let parts = ["event", "action", "account", "user", "stream", "consumer", "server", "leader", "subject", "reason"]
        return parts.compactMap { row[$0]?.string }.joined(separator: " ")
    }
}
