public import JSON
import Platform

extension StreamRecord {
    public var json: JSONObject {
        [
            "name": .string(name), "directory": .string(directory),
            "files": [
                BackupLayout.configuration: .object(configurationFile.json),
                BackupLayout.data: .object(dataFile.json),
            ],
            "generation": .string(generation.rawValue), "messages": JSONValue(messages), "bytes": JSONValue(bytes),
            "first_seq": JSONValue(firstSequence), "last_seq": JSONValue(lastSequence), "counted": .bool(isCounted),
            "consumers": ["count": JSONValue(consumers.count), "names": .array(consumers.map { .string($0) })],
            "configuration_sha256": .string(configurationDigest), "storage": .string(storage),
            "replicas": JSONValue(replicas), "saved": .string(saved.rfc3339),
        ]
    }

    init(_ reader: ManifestReader) throws(ArchiveError) {
        let files = try reader.inner("files")
        let consumers = try reader.inner("consumers")
        var names: [String] = []
        for value in try consumers.array("names") {
            guard let name = value.string else { throw consumers.wrong("names", "an array of strings") }
            names.append(name)
        }
        guard try consumers.number("count") == UInt64(names.count) else {
            throw ManifestReader.fault("\(consumers.place).count does not fit the names")
        }
        guard let generation = ArchiveGeneration(rawValue: try reader.text("generation")) else {
            throw reader.wrong("generation", "tar or records")
        }
        guard let replicas = Int(exactly: try reader.number("replicas")) else { throw reader.wrong("replicas", "a small number") }
        self.init(
            name: try reader.text("name"), directory: try reader.text("directory"),
            configurationFile: try FileRecord(try files.inner(BackupLayout.configuration)),
            dataFile: try FileRecord(try files.inner(BackupLayout.data)), generation: generation,
            messages: try reader.number("messages"), bytes: try reader.number("bytes"),
            firstSequence: try reader.number("first_seq"), lastSequence: try reader.number("last_seq"),
            isCounted: try reader.flag("counted"), consumers: names,
            configurationDigest: try reader.text("configuration_sha256"), storage: try reader.text("storage"),
            replicas: replicas, saved: try reader.time("saved"))
        guard directory == "." || directory == name else {
            throw ManifestReader.fault("\(reader.place).directory is neither the stream's name nor a dot")
        }
    }
}

extension FileRecord {
    var json: JSONObject { ["size": JSONValue(size), "sha256": .string(sha256)] }

    init(_ reader: ManifestReader) throws(ArchiveError) {
        let digest = try reader.text("sha256")
        guard Hex.decode(digest)?.count == SHA256.byteCount else { throw reader.wrong("sha256", "64 hexadecimal digits") }
        self.init(size: try reader.number("size"), sha256: digest)
    }
}
