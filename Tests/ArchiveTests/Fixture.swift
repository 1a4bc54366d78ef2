import Archive
import JSON
import Model
import Platform
import TestSupport
import Testing

/// Backups that real servers made (`Tests/EndToEnd/support/archives.py` makes them anew), in the layout of the nats command line.
enum Fixture {
    static let releases = ["2.9.10", "2.10.26", "2.11.11", "2.12.8", "2.14.6", "2.15.1"]

    static let directory =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/Fixtures"

    static func root() throws -> FilesRoot { try FilesRoot(directory) }

    static func streams(of release: String) throws -> [String] {
        try root().folder(release).entries(limit: 100).filter { $0.kind == .folder }.map(\.name)
    }

    static func bytes(_ release: String, _ stream: String, _ file: String = "stream.tar.s2") throws -> [UInt8] {
        let source = try root().folder(release).folder(stream).source(file)
        return try source.read(at: 0, limit: Int(source.size))
    }

    static func description(_ release: String, _ stream: String) throws -> StreamDescription {
        try StreamDescription(try root().folder(release).folder(stream).source("backup.json"))
    }
}

/// A directory of a test's own with the means to make and to break backups in it.
final class Bench: Sendable {
    let directory: TemporaryDirectory
    let root: FilesRoot
    static let source = BackupSource(
        context: "prod", server: "n1", serverVersion: "2.15.1", cluster: "C", domain: nil, account: "A")
    static let start = WallTime(nanoseconds: 1_795_960_000_000_000_000)

    init() throws {
        directory = try TemporaryDirectory()
        root = try FilesRoot(directory.path)
    }

    func plan(_ name: String = "night", kind: BackupKind = .account) -> BackupPlan {
        BackupPlan(
            name: name, kind: kind, source: Self.source, program: "1.0", started: Self.start, withConsumers: true)
    }

    static func mark(_ release: String, _ stream: String, consumers: String? = "c1") throws -> StreamMark {
        let description = try Fixture.description(release, stream)
        return StreamMark(
            created: "2026-11-29T12:00:00Z", configuration: description.configuration, state: description.state,
            consumers: consumers)
    }

    /// Saves a stream as the online half does: chunk by chunk.
    @discardableResult
    static func save(_ stream: String, of release: String = "2.15.1", in writer: BackupWriter) throws -> StreamRecord {
        let one = try writer.stream(stream)
        let bytes = try Fixture.bytes(release, stream)
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            try one.append(Array(bytes[start..<min(start + 1000, bytes.count)]))
        }
        let description = try Fixture.description(release, stream)
        return try one.finish(
            configuration: description.configuration.json, state: description.state.json, mark: try mark(release, stream),
            saved: start)
    }

    /// A whole backup.
    @discardableResult
    func backup(
        _ name: String = "night", of release: String = "2.15.1", _ streams: [String] = ["PACKED", "PLAIN", "VALUES", "WORK"]
    ) throws -> BackupManifest {
        let writer = try BackupWriter.begin(plan(name), in: root)
        for stream in streams { try Self.save(stream, of: release, in: writer) }
        return try writer.finish(ended: Self.start)
    }

    func verify(_ name: String = "night") throws -> BackupReport {
        try BackupVerifier(try StoredBackup.open(name, in: root)).verify()
    }

    func read(_ path: String) throws -> [UInt8] {
        let file = try root.source(path)
        return try file.read(at: 0, limit: Int(file.size))
    }

    /// Puts a file there as somebody else would.
    func write(_ path: String, _ bytes: [UInt8]) throws {
        let place = try root.parent(of: path)
        try place.folder.write(place.name, bytes)
    }

    func change(_ path: String, _ body: (inout [UInt8]) throws -> Void) throws {
        var bytes = try read(path)
        try body(&bytes)
        try write(path, bytes)
    }

    /// Edits a manifest; `sealing` makes its seal fit again, as only somebody would who knows how.
    func editManifest(_ name: String = "night", sealing: Bool, _ body: (inout JSONObject) throws -> Void) throws {
        try change(name + ".manifest.json") { bytes in
            var object = try #require(JSONParser().parse(bytes).object)
            try body(&object)
            if sealing {
                object["seal"] = nil
                object["seal"] = .string(SHA256.hex(JSONValue.object(object).canonicalText))
            }
            bytes = JSONValue.object(object).serialized()
        }
    }

    func names(_ path: String = "") throws -> [String] { try root.folder(path).entries(limit: 1000).map(\.name) }
}

extension JSONObject {
    /// Changes one stream of a manifest.
    mutating func editStream(_ index: Int, _ body: (inout JSONObject) -> Void) throws {
        var streams = try #require(self["streams"]?.array)
        var stream = try #require(streams[index].object)
        body(&stream)
        streams[index] = .object(stream)
        self["streams"] = .array(streams)
    }
}
