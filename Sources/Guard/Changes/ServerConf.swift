public import JSON
public import Model

/// A configuration file of a nats-server, as somebody wants to start or reload one with. Nothing here carries it out.
public struct ServerConf: Change {
    public static let kind = "server.conf"
    public static let rules: [Rule<ServerConf>] = [
        .unitTrap, .syncNotAlways, .storeNotDurable, .largePayloads, .openAccess, .noAuthUser, .plaintextPassword,
        .permissionsReachAPI, .exportsAPI, .monitorOpen, .plaintextConnections, .clusterUnnamed, .looseRequests, .hastyDeadlines,
        .consumersUnlimited, .noSystemUser, .reloadRefused, .encryptionKeyReadable,
    ]

    public let conf: ConfMap
    /// The server that would reload it; nil where none is known.
    public var running: RunningServer?

    public init(conf: ConfMap) { self.conf = conf }

    public var asset: String { "server" }
    /// Nothing of the file: passwords stand in it.
    public var json: JSONObject { ["conf": "server"] }
}

extension ServerConf {
    /// The jetstream block; nil where JetStream is off, empty where it is merely turned on.
    var jetStream: ConfMap? {
        switch conf["jetstream"] {
        case .map(let map)?: map["enabled", "enable"]?.flag == false ? nil : map
        case .flag(true)?: ConfMap()
        case .text(let word)? where ["enabled", "enable"].contains(word.lowercased()): ConfMap()
        default: nil
        }
    }

    /// Whether only programs on the same machine can connect.
    var isLocal: Bool {
        let host = conf["host", "net"]?.text ?? conf["listen"]?.text.map(Self.host) ?? "0.0.0.0"
        return Self.isLoopback(host)
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "[::1]"
    }

    /// The host of `host:port`; all addresses where only a port is given.
    static func host(_ address: String) -> String {
        guard let colon = address.lastIndex(of: ":") else { return "0.0.0.0" }
        let host = String(address[..<colon])
        return host.isEmpty ? "0.0.0.0" : host
    }

    /// What decides who may connect.
    var hasAuthentication: Bool {
        let keys = ["authorization", "accounts", "operator", "operators", "trusted_keys", "resolver"]
        return conf.entries.contains { keys.contains($0.key.lowercased()) } || conf["tls"]?.map?["verify_and_map"]?.flag == true
    }

    /// Every user that stands in the file, with the account it is of.
    var users: [(account: String?, user: ConfMap, place: ConfPlace)] {
        func list(_ block: ConfMap, _ account: String?) -> [(String?, ConfMap, ConfPlace)] {
            guard let entry = block.entry("users") else { return [] }
            return entry.value.elements.compactMap(\.map).map { user in (account, user, user.entries.first?.place ?? entry.place)
            }
        }
        var users: [(String?, ConfMap, ConfPlace)] = []
        if let entry = conf.entry("authorization"), let block = entry.value.map {
            if block["user"] != nil || block["token"] != nil { users.append((nil, block, entry.place)) }
            users += list(block, nil)
        }
        for account in conf["accounts"]?.map?.entries ?? [] {
            if let block = account.value.map { users += list(block, account.key) }
        }
        return users.map { (account: $0.0, user: $0.1, place: $0.2) }
    }

    /// Permission blocks with where they stand, defaults too.
    var permissions: [(of: String, block: ConfMap, place: ConfPlace)] {
        var found: [(String, ConfMap, ConfPlace)] = []
        func add(_ block: ConfMap, _ whose: String) {
            for name in ["permissions", "default_permissions"] {
                if let entry = block.entry(name), let map = entry.value.map { found.append((whose, map, entry.place)) }
            }
        }
        if let block = conf["authorization"]?.map { add(block, "the default") }
        for account in conf["accounts"]?.map?.entries ?? [] {
            if let block = account.value.map { add(block, "account " + quoted(account.key)) }
        }
        for entry in users { add(entry.user, "user " + quoted(entry.user["user", "username", "nkey"]?.text ?? "?", limit: 40)) }
        return found.map { (of: $0.0, block: $0.1, place: $0.2) }
    }

    /// The subjects a permission allows.
    static func allowed(_ block: ConfMap, _ names: [String]) -> [String] {
        guard let value = block.entries.last(where: { names.contains($0.key.lowercased()) })?.value else { return [] }
        let list = value.map?["allow"] ?? (value.map == nil ? value : nil)
        return list?.elements.compactMap(\.text) ?? []
    }
}

/// A duration as the server reads it.
struct ConfDuration {
    let seconds: Double
    /// A bare number with a unit of amounts: not what was meant.
    let trap: String?

    /// Nil for what is none, such as `always`.
    init?(_ value: ConfValue?) {
        switch value {
        case .number(let number, let unit)?:
            seconds = Double(number)
            trap = unit.isEmpty ? nil : unit
        case .decimal(let number)?:
            seconds = number
            trap = nil
        case .text(let text)?:
            guard let read = WrittenDuration.ofServers.seconds(text) else { return nil }
            seconds = read
            trap = nil
        default: return nil
        }
    }

    /// For people: `11.6 days`.
    var words: String {
        func tenth(_ number: Double) -> String { String((number * 10).rounded() / 10) }
        if seconds >= 172_800 { return tenth(seconds / 86_400) + " days" }
        if seconds >= 7200 { return tenth(seconds / 3600) + " hours" }
        return tenth(seconds) + " seconds"
    }
}
