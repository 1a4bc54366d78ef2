public import JSON
import Model

extension Capture {
    public var json: JSONObject {
        var object = head
        object.append("accounts", .array(accounts.map { .object($0.json) }))
        for member in rest.members { object.append(member.key, member.value) }
        return object
    }

    /// The same as a text on one line, in parts: there may be tens of thousands of streams in it.
    public func write<Failure: Error>(to sink: (String) throws(Failure) -> Void) throws(Failure) {
        var writer = JSONPartsWriter(isIndented: false)
        writer.open(.object)
        writer.members(head)
        writer.open(.array, key: "accounts")
        for account in accounts {
            writer.open(.object)
            writer.members(account.head)
            writer.open(.array, key: "streams")
            for stream in account.streams.all {
                writer.value(.object(stream))
                if writer.isFull { try sink(writer.taken()) }
            }
            writer.close()
            writer.open(.object, key: "consumers")
            for (stream, consumers) in account.consumers.sorted(by: { $0.key < $1.key }) {
                writer.value(.object(consumers.json), key: stream)
                if writer.isFull { try sink(writer.taken()) }
            }
            writer.close()
            writer.members(account.rest)
            writer.close()
        }
        writer.close()
        writer.members(rest)
        writer.close()
        try sink(writer.taken() + "\n")
    }

    private var head: JSONObject {
        var object: JSONObject = [
            "capture": "nats-operator", "version": JSONValue(Self.version), "program": .string(program),
            "taken": .string(taken), "targets": .array(targets.map { .object($0) }),
            "servers": .array(servers.map { .object($0.json) }),
        ]
        object.append(
            "expected_servers",
            .object(JSONObject(expectedServers.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) })))
        return object
    }

    private var rest: JSONObject {
        var object: JSONObject = [:]
        object.append(
            "replicas",
            .array(
                replicas.map {
                    [
                        "account": .string($0.account), "stream": .string($0.stream), "server": .string($0.server),
                        "last_seq": JSONValue($0.lastSequence), "source": .string($0.source),
                    ]
                }))
        object.append("files", .array(files.map { ["path": .string($0.path), "conf": $0.conf.json] }))
        object.append(
            "backups",
            .array(
                backups.map { backup in
                    var row: JSONObject = ["root": .string(backup.root), "incomplete": JSONValue(backup.incomplete)]
                    if let newest = backup.newest { row.append("newest", .string(newest)) }
                    if let path = backup.path { row.append("path", .string(path)) }
                    return .object(row)
                }))
        object.append(
            "unseen",
            .array(
                unseen.map { ["what": .string($0.what), "source": .string($0.source), "reason": .string($0.reason)] }))
        if let later {
            object.append(
                "later",
                [
                    "seconds": .double(later.seconds), "streams": map(later.streams), "consumers": map(later.consumers),
                    "servers": map(later.servers),
                ])
        }
        return object
    }

    /// Reads what `json` wrote, this version's or an older one's; members of newer ones are left aside.
    /// - Throws: what is wrong with it, in a sentence.
    public init(json: JSONObject) throws(CaptureMistake) {
        try self.init(head: json)
        for account in objects(json["accounts"]) { accounts.append(try AccountCapture(json: account, .whole, nil)) }
    }

    /// The same of a text, account by account and stream by stream.
    /// - Parameter spool: where those are kept; nil for memory.
    public init(text: [UInt8], spool: (any Spool)? = nil) throws(CaptureMistake) {
        let whole = try Self.cut(text, "accounts", onlyTop: true)
        try self.init(head: whole.rest.object ?? [:])
        for account in whole.texts(whole.rest["accounts"]) {
            let cut = try Self.cut(Array(account), "streams", "list", onlyTop: false)
            accounts.append(try AccountCapture(json: cut.rest.object ?? [:], .cut(cut), spool))
        }
    }

    private static func cut(_ text: [UInt8], _ names: String..., onlyTop: Bool) throws(CaptureMistake) -> JSONCut {
        do throws(JSONError) {
            return try JSONCut(text, arraysNamed: names, onlyTop: onlyTop, parser: JSONParser(maximumBytes: 1 << 30))
        } catch {
            throw CaptureMistake(description: "the capture is no JSON: \(error.message)")
        }
    }

    private init(head json: JSONObject) throws(CaptureMistake) {
        guard json["capture"]?.string == "nats-operator", let version = json["version"]?.int else {
            throw CaptureMistake(description: "this is no capture of nats-operator audit --save")
        }
        guard version <= Self.version else {
            throw CaptureMistake(
                description: "the capture is of version \(version); this program reads up to \(Self.version): use a newer one")
        }
        guard let taken = json["taken"]?.string, Moment(taken) != nil else {
            throw CaptureMistake(description: "the capture does not tell when it was taken")
        }
        self.init(program: json["program"]?.string ?? "?", taken: taken)
        targets = objects(json["targets"])
        servers = objects(json["servers"]).map(ServerCapture.init(json:))
        for member in json["expected_servers"]?.object?.members ?? [] { expectedServers[member.key] = member.value.int }
        replicas = objects(json["replicas"]).map {
            ReplicaCapture(
                account: $0["account"]?.string ?? "", stream: $0["stream"]?.string ?? "", server: $0["server"]?.string ?? "",
                lastSequence: $0["last_seq"]?.uint64 ?? 0, source: $0["source"]?.string ?? "")
        }
        files = objects(json["files"]).map {
            File(path: $0["path"]?.string ?? "?", conf: ConfMap(json: $0["conf"] ?? .null))
        }
        backups = objects(json["backups"]).map {
            Backup(
                root: $0["root"]?.string ?? "?", newest: $0["newest"]?.string, path: $0["path"]?.string,
                incomplete: $0["incomplete"]?.int ?? 0)
        }
        unseen = objects(json["unseen"]).map {
            Unseen($0["what"]?.string ?? "?", source: $0["source"]?.string ?? "?", $0["reason"]?.string ?? "?")
        }
        if let later = json["later"]?.object {
            var growth = Growth(seconds: later["seconds"]?.number ?? 0)
            growth.streams = unmap(later["streams"])
            growth.consumers = unmap(later["consumers"])
            growth.servers = unmap(later["servers"])
            self.later = growth
        }
    }
}

/// Why a text is no capture.
public struct CaptureMistake: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
}

extension ServerCapture {
    var json: JSONObject {
        [
            "server": .object(identity.json), "sources": .array(sources.map { .string($0) }), "documents": map(documents),
            "unseen": texts(unseen),
        ]
    }

    init(json: JSONObject) {
        self.init(ServerIdentity(json: json["server"]?.object ?? [:]), source: "?")
        sources = json["sources"]?.array?.compactMap(\.string) ?? []
        documents = unmap(json["documents"])
        unseen = untexts(json["unseen"])
    }
}

extension AccountCapture {
    var json: JSONObject {
        var object = head
        object.append("streams", .array(streams.all.map { .object($0) }))
        object.append(
            "consumers",
            .object(
                JSONObject(
                    uniqueMembers: consumers.sorted { $0.key < $1.key }.map {
                        JSONObject.Member(key: $0.key, value: .object($0.value.json))
                    })))
        for member in rest.members { object.append(member.key, member.value) }
        return object
    }

    fileprivate var head: JSONObject {
        var object: JSONObject = [:]
        for (key, value) in [("name", name), ("context", context), ("domain", domain)] {
            if let value { object.append(key, .string(value)) }
        }
        object.append("sources", .array(sources.map { .string($0) }))
        object.append("own", .bool(isOwn))
        if let info { object.append("info", .object(info)) }
        if let user { object.append("user", .object(user)) }
        return object
    }

    fileprivate var rest: JSONObject {
        var object: JSONObject = [:]
        object.append("missing", .array(missing.map { .string($0) }))
        object.append("offline", .object(offline))
        object.append("ghosts", .array(ghosts.map { .string($0) }))
        if !reasons.isEmpty { object.append("reasons", .array(reasons.map { .object($0.json) })) }
        object.append("unseen", texts(unseen))
        return object
    }

    fileprivate init(json: JSONObject, _ lists: CaptureLists, _ spool: (any Spool)?) throws(CaptureMistake) {
        self.init(
            name: json["name"]?.string, context: json["context"]?.string, domain: json["domain"]?.string,
            isOwn: json["own"]?.bool ?? true)
        sources = json["sources"]?.array?.compactMap(\.string) ?? []
        info = json["info"]?.object
        user = json["user"]?.object
        streams = try lists.packed(json["streams"], in: spool)
        for member in json["consumers"]?.object?.members ?? [] {
            consumers[member.key] = try Consumers(json: member.value.object ?? [:], lists, spool)
        }
        missing = json["missing"]?.array?.compactMap(\.string) ?? []
        offline = json["offline"]?.object ?? [:]
        ghosts = json["ghosts"]?.array?.compactMap(\.string) ?? []
        reasons = objects(json["reasons"]).compactMap(NotedReason.init(json:))
        unseen = untexts(json["unseen"])
    }
}

extension AccountCapture.Consumers {
    var json: JSONObject {
        var object: JSONObject = ["list": .array(list.all.map { .object($0) })]
        if !missing.isEmpty { object.append("missing", .array(missing.map { .string($0) })) }
        if !offline.isEmpty { object.append("offline", .object(offline)) }
        if let unread { object.append("unread", .string(unread)) }
        return object
    }

    fileprivate init(json: JSONObject, _ lists: CaptureLists, _ spool: (any Spool)?) throws(CaptureMistake) {
        self.init()
        list = try lists.packed(json["list"], in: spool)
        missing = json["missing"]?.array?.compactMap(\.string) ?? []
        offline = json["offline"]?.object ?? [:]
        unread = json["unread"]?.string
    }
}

/// How the long lists of a capture are there: in the document, or cut out of its text.
private enum CaptureLists {
    case whole
    case cut(JSONCut)

    func packed(_ list: JSONValue?, in spool: (any Spool)?) throws(CaptureMistake) -> PackedObjects {
        guard case .cut(let cut) = self else { return PackedObjects(objects(list), in: spool) }
        var packed = PackedObjects(in: spool)
        for object in cut.objects(list) {
            guard let object else {
                throw CaptureMistake(description: "a stream or a consumer in the capture can't be read")
            }
            packed.append(object)
        }
        return packed
    }
}

private func objects(_ value: JSONValue?) -> [JSONObject] { value?.array?.compactMap(\.object) ?? [] }

private func map(_ objects: [String: JSONObject]) -> JSONValue {
    .object(
        JSONObject(
            uniqueMembers: objects.sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: .object($0.value)) }))
}

private func unmap(_ value: JSONValue?) -> [String: JSONObject] {
    var map: [String: JSONObject] = [:]
    for member in value?.object?.members ?? [] { map[member.key] = member.value.object }
    return map
}

private func texts(_ map: [String: String]) -> JSONValue {
    .object(JSONObject(map.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
}

private func untexts(_ value: JSONValue?) -> [String: String] {
    var map: [String: String] = [:]
    for member in value?.object?.members ?? [] { map[member.key] = member.value.string }
    return map
}
