public import JSON
import Platform

extension BackupManifest {
    /// Far more than the largest account needs.
    static let largest = 256 << 20

    /// The document, sealed: its `seal` is the SHA-256 of the canonical text of everything else, so that an edit is seen.
    public var json: JSONObject {
        var object: JSONObject = [
            "format": .string(Self.format), "version": JSONValue(Self.formatVersion), "complete": .bool(isComplete),
            "kind": .string(kind.rawValue), "source": .object(source.json), "program": .string(program),
            "started": .string(started.rfc3339), "ended": .string(ended.rfc3339), "consumers": .bool(withConsumers),
        ]
        if let selection { object.append("selection", .string(selection)) }
        object.append("streams", .array(streams.map { .object($0.json) }))
        object.append(
            "unsaved", .array(unsaved.map { ["name": .string($0.name), "reason": .string($0.reason)] }))
        object.append("seal", .string(Self.seal(of: object)))
        return object
    }

    static func seal(of object: JSONObject) -> String {
        var rest = object
        rest["seal"] = nil
        return SHA256.hex(JSONValue.object(rest).canonicalText)
    }

    public var fileContents: [UInt8] { Array((JSONValue.object(json).prettyText + "\n").utf8) }

    /// - Throws: `manifest_invalid`, `manifest_edited` (its seal is broken), `manifest_newer`.
    public init(fileContents bytes: [UInt8]) throws(ArchiveError) {
        let value: JSONValue
        do {
            value = try JSONParser(maximumBytes: Self.largest).parse(bytes)
        } catch {
            throw ManifestReader.fault("\(error.message) at byte \(error.offset)")
        }
        let reader = try ManifestReader(value, "manifest")
        guard reader.object["format"]?.string == Self.format else {
            throw ManifestReader.fault("manifest.format is not \(Self.format)")
        }
        let version = try reader.number("version")
        guard version <= UInt64(Self.formatVersion) else {
            throw ArchiveError(
                "manifest_newer", "the manifest is of version \(version); this program reads up to \(Self.formatVersion)")
        }
        guard try reader.text("seal") == Self.seal(of: reader.object) else {
            throw ArchiveError("manifest_edited", "the manifest was changed after it was written: its seal does not fit it")
        }
        self = try BackupManifest(reader)
    }

    private init(_ reader: ManifestReader) throws(ArchiveError) {
        guard let kind = BackupKind(rawValue: try reader.text("kind")) else {
            throw reader.wrong("kind", "account or stream")
        }
        var streams: [StreamRecord] = []
        for (index, value) in try reader.array("streams").enumerated() {
            streams.append(try StreamRecord(try ManifestReader(value, "manifest.streams[\(index)]")))
        }
        var unsaved: [UnsavedStream] = []
        for (index, value) in try reader.array("unsaved").enumerated() {
            let inner = try ManifestReader(value, "manifest.unsaved[\(index)]")
            unsaved.append(UnsavedStream(name: try inner.text("name"), reason: try inner.text("reason")))
        }
        self.init(
            kind: kind, source: try BackupSource(try reader.inner("source")), program: try reader.text("program"),
            started: try reader.time("started"), ended: try reader.time("ended"),
            selection: try reader.optionalText("selection"), withConsumers: try reader.flag("consumers"), streams: streams,
            unsaved: unsaved)
        guard try reader.flag("complete") == isComplete else {
            throw ManifestReader.fault("manifest.complete does not fit manifest.unsaved")
        }
    }
}

extension BackupSource {
    public var json: JSONObject {
        var object: JSONObject = ["context": .string(context)]
        let others = [
            ("server", server), ("server_version", serverVersion), ("cluster", cluster), ("domain", domain), ("account", account),
        ]
        for (key, value) in others {
            if let value { object.append(key, .string(value)) }
        }
        return object
    }

    init(_ reader: ManifestReader) throws(ArchiveError) {
        self.init(
            context: try reader.text("context"), server: try reader.optionalText("server"),
            serverVersion: try reader.optionalText("server_version"), cluster: try reader.optionalText("cluster"),
            domain: try reader.optionalText("domain"), account: try reader.optionalText("account"))
    }
}
