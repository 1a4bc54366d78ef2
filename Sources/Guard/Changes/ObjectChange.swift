import JSON
import Model

/// A change of one object: what all of them have to know.
protocol ObjectChange: Change {
    var bucket: String { get }
    var name: String { get }
}

extension ObjectChange {
    public var asset: String { bucket + "/" + name }
    public var touches: [String] { [asset, bucket, name, ObjectNames.stream(ofBucket: bucket)] }

    public func questions(given evidence: Evidence) -> [Question] { presentQuestions(given: evidence) }

    /// What the bucket is, and what it has of the name.
    func presentQuestions(given evidence: Evidence) -> [Question] {
        let bucket: Question = .stream(ObjectNames.stream(ofBucket: bucket))
        guard let answer = evidence[bucket] else { return [bucket] }
        guard case .stream = answer else { return [] }
        return [.object(name, bucket: self.bucket)]
    }

    public func identity(given evidence: Evidence) -> String {
        guard let info = evidence.stream(ObjectNames.stream(ofBucket: bucket)) else { return "" }
        return info.created + "\u{1F}" + String(evidence.object(name, bucket: bucket)?.sequence ?? 0)
    }

    /// The bucket's stream, where it could be read.
    func stream(_ evidence: Evidence) -> StreamInfo? { evidence.stream(ObjectNames.stream(ofBucket: bucket)) }
}

extension ObjectLink {
    var words: String { name.map { quoted(bucket) + "/" + quoted($0) } ?? "bucket " + quoted(bucket) }
}

extension ObjectEntry {
    /// For people: what would be lost with it.
    var words: String {
        if let link = meta.link {
            return "a link to \(quoted(link.bucket))" + (link.name.map { "/" + quoted($0) } ?? "") + ", made \(modified)"
        }
        let size = "\(meta.size.grouped) byte\(meta.size == 1 ? "" : "s")"
        return (meta.size < 1024 ? size : "\(bytes(meta.size)) (\(size))") + ", written \(modified)"
    }
}

extension Evidence {
    /// A bucket `b` as the rules for objects meet it, and its object `o` (nil: none).
    static func objectExample(
        _ present: ObjectEntry?, configuration: JSONObject = [:], bytes: UInt64 = 0
    ) -> Evidence {
        var config: JSONObject = [
            "name": "OBJ_b", "subjects": ["$O.b.C.>", "$O.b.M.>"], "discard": "new", "allow_rollup_hdrs": true,
        ]
        for member in configuration.members { config[member.key] = member.value }
        return Evidence([
            .stream("OBJ_b"): .stream(
                StreamInfo(json: ["config": .object(config), "state": ["bytes": JSONValue(bytes)]])),
            .object("o", bucket: "b"): .object(present),
        ])
    }
}

extension ObjectEntry {
    /// For examples.
    static func example(_ meta: JSONObject = [:]) -> ObjectEntry {
        var json: JSONObject = ["name": "o", "bucket": "b", "nuid": "n", "size": 1000, "chunks": 1]
        for member in meta.members { json[member.key] = member.value }
        return ObjectEntry(name: "o", meta: ObjectMeta(json: json), sequence: 7, modified: "2026-01-31T12:00:00Z")
    }
}
