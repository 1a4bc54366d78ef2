import Archive
import Guard
import JSON
import Model
import Platform

/// What is to be other than in the backup.
struct RestoreOptions: Sendable {
    var name: String?
    var subjects: [String]?
    /// Before the names of all streams, and the subjects too.
    var prefix: String?
    var replicas: Int?
    /// "": in none that is named.
    var cluster: String?
    var tags: [String]?
    var consumers: Bool?
    var keepsExpired = false

    /// - Parameter others: the streams that are restored with it, which get the prefix too.
    func change(of stream: ArchivedStream, with others: Set<String>, now: WallTime) -> StreamRestore {
        var json = stream.description.configuration.json
        let archive = stream.archive(now: now)
        if let name { json["name"] = .string(name) }
        if let subjects { json["subjects"] = .array(subjects.map { .string($0) }) }
        if let prefix { prefixed(&json, prefix, stream.name, others) }
        if let replicas { json["num_replicas"] = JSONValue(replicas) }
        if keepsExpired { json["max_age"] = 0 }
        place(&json)
        let configuration = StreamConfiguration(json: json)
        // Under another name a consumer that pushes would deliver to those who listen to the first stream's.
        let pushes = configuration.name != stream.name && archive.consumers.contains { $0.deliverSubject != nil }
        return StreamRestore(archive: archive, configuration: configuration, withConsumers: consumers ?? !pushes)
    }

    private func place(_ json: inout JSONObject) {
        guard cluster != nil || tags != nil else { return }
        var placement = json["placement"]?.object ?? [:]
        if let cluster { placement["cluster"] = cluster.isEmpty ? nil : .string(cluster) }
        if let tags { placement["tags"] = tags.isEmpty ? nil : .array(tags.map { .string($0) }) }
        json["placement"] = placement.isEmpty ? nil : .object(placement)
    }

    private func prefixed(_ json: inout JSONObject, _ prefix: String, _ name: String, _ others: Set<String>) {
        json["name"] = .string(Self.renamed(name, prefix))
        if let subjects = json["subjects"]?.array?.compactMap(\.string) {
            json["subjects"] = .array(subjects.map { .string(Self.subject($0, of: name, prefix)) })
        }
        func copied(_ origin: JSONValue) -> JSONValue {
            guard var object = origin.object, let own = object["name"]?.string, others.contains(own), object["external"] == nil
            else { return origin }
            object["name"] = .string(Self.renamed(own, prefix))
            return .object(object)
        }
        if let mirror = json["mirror"] { json["mirror"] = copied(mirror) }
        if let sources = json["sources"]?.array { json["sources"] = .array(sources.map(copied)) }
    }

    /// A bucket stays one: the prefix goes before its own name.
    static func renamed(_ name: String, _ prefix: String) -> String {
        for kind in ["KV_", "OBJ_"] where name.hasPrefix(kind) { return kind + prefix + name.dropFirst(kind.count) }
        return prefix + name
    }

    private static func subject(_ subject: String, of stream: String, _ prefix: String) -> String {
        for start in ["$KV.", "$O."] where subject.hasPrefix(start) { return start + prefix + subject.dropFirst(start.count) }
        return subject == stream ? renamed(stream, prefix) : prefix + "." + subject
    }
}
