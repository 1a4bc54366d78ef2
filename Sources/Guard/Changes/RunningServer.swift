public import JSON
public import Model

/// What a running server tells of its configuration, as far as its user may see it.
public struct RunningServer: Sendable, Hashable {
    public let name: String
    /// Its VARZ document, or what other answers say in its words.
    public let document: JSONObject
    /// Whether it is all that a server tells of itself.
    public let isWhole: Bool

    public init(name: String, document: JSONObject, isWhole: Bool) {
        self.name = name
        self.document = document
        self.isWhole = isWhole
    }
}

/// An option that a file has otherwise than the server that runs.
public struct ConfDifference: Sendable, Hashable {
    public let option: String
    public let file: String
    public let running: String
    public let takes: ConfReload?

    public var json: JSONObject {
        [
            "option": .string(option), "file": .string(file), "running": .string(running),
            "takes": .string(takes?.rawValue ?? "unknown"),
        ]
    }
}

/// An option that servers show, and where. None of them is a secret.
private struct ShownOption {
    enum Kind { case text, number, size, duration, flag }

    let block: String
    let names: [String]
    let kind: Kind
    /// In VARZ.
    let path: [String]
    /// What a file that leaves it out means; nil: that depends on the machine.
    let usual: JSONValue?

    init(_ block: String, _ names: [String], _ kind: Kind, _ path: [String], _ usual: JSONValue? = nil) {
        self.block = block
        self.names = names
        self.kind = kind
        self.path = path
        self.usual = usual
    }

    static let all: [ShownOption] = [
        .init("", ["server_name"], .text, ["server_name"]),
        .init("", ["port"], .number, ["port"]),
        .init("", ["host", "net", "addr"], .text, ["host"]),
        .init("", ["max_payload"], .size, ["max_payload"], 1_048_576),
        .init("", ["max_pending"], .size, ["max_pending"], 67_108_864),
        .init("", ["max_connections", "max_conn"], .number, ["max_connections"], 65_536),
        .init("", ["max_control_line"], .size, ["max_control_line"], 4096),
        .init("", ["write_deadline"], .duration, ["write_deadline"], 10_000_000_000),
        .init("", ["ping_interval"], .duration, ["ping_interval"], 120_000_000_000),
        .init("", ["ping_max"], .number, ["ping_max"], 2),
        .init("", ["http_port", "monitor_port"], .number, ["http_port"]),
        .init("", ["system_account", "system"], .text, ["system_account"]),
        .init("cluster", ["name"], .text, ["cluster", "name"]),
        .init("cluster", ["port"], .number, ["cluster", "cluster_port"]),
        .init("jetstream", ["max_mem", "max_memory", "max_memory_store"], .size, ["jetstream", "config", "max_memory"]),
        .init("jetstream", ["max_file", "max_file_store"], .size, ["jetstream", "config", "max_storage"]),
        .init("jetstream", ["domain"], .text, ["jetstream", "config", "domain"], ""),
        .init("jetstream", ["unique_tag"], .text, ["jetstream", "config", "unique_tag"], ""),
        .init("jetstream", ["strict"], .flag, ["jetstream", "config", "strict"], true),
    ]
}

extension ServerConf {
    /// What of the file differs from the server that runs; of what it does not show, nothing is said.
    public var differences: [ConfDifference] {
        guard let running else { return [] }
        let document = running.document
        var found = ShownOption.all.compactMap { difference($0, document, running.isWhole) }
        found += [sync(document), store(document)].compactMap(\.self)
        return found
    }

    private func block(_ name: String) -> ConfMap? {
        switch name {
        case "": conf
        case "jetstream": jetStream
        default: conf[name]?.map
        }
    }

    private func difference(_ option: ShownOption, _ document: JSONObject, _ isWhole: Bool) -> ConfDifference? {
        // A server without the block, or a file without it, differs in more than this option.
        guard let block = block(option.block) else { return nil }
        if !option.block.isEmpty, document[option.block]?.object == nil { return nil }
        var shown: JSONValue? = .object(document)
        for part in option.path { shown = shown?[part] }
        let entry = block.entries.last { option.names.contains($0.key.lowercased()) }
        let given = entry.flatMap { Self.read($0.value, option.kind) }
        guard let wanted = entry == nil ? option.usual : given else { return nil }
        // What servers leave out of a whole document is off or empty.
        if shown == nil, isWhole { shown = Self.nothing(option.kind) }
        guard let actual = shown, actual != wanted, wanted != -1 else { return nil }
        let name = option.names[0]
        // Room for JetStream grows at run time, and does not shrink.
        let shrinks = ["max_mem", "max_file"].contains(name) && (wanted.int64 ?? 0) < (actual.int64 ?? 0)
        return ConfDifference(
            option: option.block.isEmpty ? name : "\(option.block).\(name)", file: Self.words(wanted, option.kind),
            running: Self.words(actual, option.kind), takes: shrinks ? .restart : ConfReload.of(name, in: option.block))
    }

    /// Always, or an interval.
    private func sync(_ document: JSONObject) -> ConfDifference? {
        guard let config = document["jetstream"]?["config"]?.object, let block = jetStream else { return nil }
        let running: JSONValue = config["sync_always"] == true ? "always" : config["sync_interval"] ?? 0
        let entry = block["sync_interval", "sync"]
        let wanted: JSONValue? =
            entry?.text?.lowercased() == "always"
            ? "always" : entry == nil ? 120_000_000_000 : ConfDuration(entry).map { JSONValue(Int64($0.seconds * 1e9)) }
        guard let wanted, wanted != running else { return nil }
        return ConfDifference(
            option: "jetstream.sync_interval", file: Self.words(wanted, .duration), running: Self.words(running, .duration),
            takes: .restart)
    }

    /// Servers keep a directory `jetstream` in the one that is named.
    private func store(_ document: JSONObject) -> ConfDifference? {
        guard let running = document["jetstream"]?["config"]?["store_dir"]?.string,
            let wanted = jetStream?["store_dir", "store", "storedir"]?.text
        else { return nil }
        func bare(_ path: String) -> String {
            var path = path[...]
            while path.count > 1, path.hasSuffix("/") { path.removeLast() }
            return String(path)
        }
        let whole = bare(wanted)
        guard bare(running) != whole, bare(running) != whole + "/jetstream" else { return nil }
        return ConfDifference(option: "jetstream.store_dir", file: quoted(whole), running: quoted(running), takes: .restart)
    }

    private static func read(_ value: ConfValue, _ kind: ShownOption.Kind) -> JSONValue? {
        switch kind {
        case .text: return value.text.map { .string($0) }
        case .number, .size: return (value.number ?? value.text.flatMap { Int64($0) }).map { JSONValue($0) }
        case .duration: return ConfDuration(value).map { JSONValue(Int64($0.seconds * 1e9)) }
        case .flag: return value.flag.map { .bool($0) }
        }
    }

    private static func nothing(_ kind: ShownOption.Kind) -> JSONValue {
        switch kind {
        case .text: ""
        case .number, .size, .duration: 0
        case .flag: false
        }
    }

    private static func words(_ value: JSONValue, _ kind: ShownOption.Kind) -> String {
        if let text = value.string { return text.isEmpty ? "none" : kind == .text ? quoted(text) : text }
        guard let number = value.int64, number > 0 else { return value.text }
        switch kind {
        case .duration: return duration(nanoseconds: number)
        case .size where number >= 1024: return "\(bytes(UInt64(number))) (\(number))"
        default: return value.text
        }
    }
}
