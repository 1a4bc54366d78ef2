import JSON
import Platform
import TestSupport
import Testing

@testable import Archive

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Ways a backup goes bad, and what is said of each.
struct CorruptionTests {
    struct Corruption: Sendable, CustomTestStringConvertible {
        let name: String
        /// What must be found: code, and where.
        let code: String
        let path: String?
        let damage: @Sendable (Bench) throws -> Void

        init(_ name: String, _ code: String, _ path: String?, _ damage: @escaping @Sendable (Bench) throws -> Void) {
            self.name = name
            self.code = code
            self.path = path
            self.damage = damage
        }

        var testDescription: String { name }
    }

    private static func remove(_ bench: Bench, _ path: String) throws {
        let place = try bench.root.parent(of: path)
        try place.folder.removeFile(place.name)
    }

    private static func swap(_ bench: Bench, _ one: String, _ other: String) throws {
        let (first, second) = (try bench.read(one), try bench.read(other))
        try bench.write(one, second)
        try bench.write(other, first)
    }

    static let files: [Corruption] = [
        Corruption("a flipped bit in the data", "digest_differs", "PLAIN/stream.tar.s2") {
            try $0.change("night/PLAIN/stream.tar.s2") { $0[$0.count / 2] ^= 4 }
        },
        Corruption("a flipped bit in the data is found by its checksum too", "archive_damaged", "PLAIN/stream.tar.s2") {
            try $0.change("night/PLAIN/stream.tar.s2") { $0[$0.count / 2] ^= 4 }
        },
        Corruption("data cut by a byte", "size_differs", "PACKED/stream.tar.s2") {
            try $0.change("night/PACKED/stream.tar.s2") { $0.removeLast() }
        },
        Corruption("data cut in the middle", "archive_truncated", "PACKED/stream.tar.s2") {
            try $0.change("night/PACKED/stream.tar.s2") { $0.removeLast($0.count / 2) }
        },
        Corruption("empty data", "archive_truncated", "WORK/stream.tar.s2") {
            try $0.change("night/WORK/stream.tar.s2") { $0 = [] }
        },
        Corruption("data with something behind it", "size_differs", "WORK/stream.tar.s2") {
            try $0.change("night/WORK/stream.tar.s2") { $0 += [0] }
        },
        Corruption("data of zeros, as a disk that was full leaves them", "archive_unknown", "WORK/stream.tar.s2") {
            try $0.change("night/WORK/stream.tar.s2") { $0 = [UInt8](repeating: 0, count: $0.count) }
        },
        Corruption("the data of another stream", "file_swapped", "WORK/stream.tar.s2") {
            try Self.swap($0, "night/WORK/stream.tar.s2", "night/PLAIN/stream.tar.s2")
        },
        Corruption("the data of another backup of the same stream", "digest_differs", "PLAIN/stream.tar.s2") {
            let other = try Fixture.bytes("2.14.6", "PLAIN")
            let size = try $0.read("night/PLAIN/stream.tar.s2").count
            try $0.change("night/PLAIN/stream.tar.s2") { $0 = other }
            // Of the same size, so that its digest is what tells.
            try $0.editManifest(sealing: true) { try $0.editStream(1) { $0.setFile("stream.tar.s2", size: other.count) } }
            #expect(size != other.count)
        },
        Corruption("no data", "file_missing", "PLAIN/stream.tar.s2") { try Self.remove($0, "night/PLAIN/stream.tar.s2") },
        Corruption("no configuration", "file_missing", "PLAIN/backup.json") { try Self.remove($0, "night/PLAIN/backup.json") },
        Corruption("an empty configuration", "configuration_invalid", "PLAIN/backup.json") {
            try $0.change("night/PLAIN/backup.json") { $0 = [] }
        },
        Corruption("a configuration that is cut", "configuration_invalid", "PLAIN/backup.json") {
            try $0.change("night/PLAIN/backup.json") { $0.removeLast(20) }
        },
        Corruption("a configuration that was edited", "configuration_differs", "PLAIN/backup.json") {
            try $0.change("night/PLAIN/backup.json") { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                bytes = Array(text.split(separator: "limits").joined(separator: "workqueue").utf8)
            }
        },
        Corruption("a state that was edited", "other_stream", "PLAIN/stream.tar.s2") {
            try $0.change("night/PLAIN/backup.json") { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                bytes = Array(text.split(separator: "\"messages\": 54").joined(separator: "\"messages\": 53").utf8)
            }
        },
        Corruption("the configuration of another stream", "file_swapped", "WORK/backup.json") {
            try Self.swap($0, "night/WORK/backup.json", "night/PLAIN/backup.json")
        },
        Corruption("a configuration under another stream's name", "name_differs", "WORK/backup.json") {
            try Self.swap($0, "night/WORK/backup.json", "night/PLAIN/backup.json")
        },
        Corruption("a missing stream", "stream_missing", "WORK") {
            try $0.root.folder("night").removeFolder("WORK", depth: 1)
        },
        Corruption("a stream under another name", "stream_missing", "WORK") {
            try $0.root.folder("night").renameFolder("WORK", to: "WORK2")
        },
        Corruption("a stream nobody tells of", "stray_stream", "WORK2") {
            try $0.root.folder("night").renameFolder("WORK", to: "WORK2")
        },
        Corruption("a file beside the streams", "stray_file", ".DS_Store") { try $0.write("night/.DS_Store", [1]) },
        Corruption("a file beside a stream's", "stray_file", "PLAIN/stream.tar.s2.bak") {
            try $0.write("night/PLAIN/stream.tar.s2.bak", [1])
        },
        Corruption("a link beside the streams", "symbolic_link", "MORE") {
            symlink("/etc", $0.directory.path + "/night/MORE")
        },
        Corruption("a link in the place of data", "symbolic_link", "PLAIN/stream.tar.s2") {
            try Self.remove($0, "night/PLAIN/stream.tar.s2")
            symlink($0.directory.path + "/night/WORK/stream.tar.s2", $0.directory.path + "/night/PLAIN/stream.tar.s2")
        },
        Corruption("a directory in the place of data", "not_regular", "PLAIN/stream.tar.s2") {
            try Self.remove($0, "night/PLAIN/stream.tar.s2")
            _ = try $0.root.folder("night").folder("PLAIN").makeFolder("stream.tar.s2")
        },
    ]

    static let manifests: [Corruption] = [
        Corruption("a manifest edited by hand", "manifest_edited", "night.manifest.json") {
            try $0.editManifest(sealing: false) { try $0.editStream(0) { $0["messages"] = 1 } }
        },
        Corruption("a manifest that is cut", "manifest_invalid", "night.manifest.json") {
            try $0.change("night.manifest.json") { $0.removeLast(3) }
        },
        Corruption("an empty manifest", "manifest_invalid", "night.manifest.json") {
            try $0.change("night.manifest.json") { $0 = [] }
        },
        Corruption("another document in its place", "manifest_invalid", "night.manifest.json") {
            try $0.change("night.manifest.json") { $0 = Array("{\"streams\":[]}".utf8) }
        },
        Corruption("a manifest of a program of the future", "manifest_newer", "night.manifest.json") {
            try $0.editManifest(sealing: true) { $0["version"] = 99 }
        },
        Corruption("a manifest without a member it needs", "manifest_invalid", "night.manifest.json") {
            try $0.editManifest(sealing: true) { try $0.editStream(0) { $0["last_seq"] = nil } }
        },
        Corruption("a manifest that leads out of the directory", "manifest_invalid", "night.manifest.json") {
            try $0.editManifest(sealing: true) { try $0.editStream(0) { $0["directory"] = "../night/PACKED" } }
        },
        Corruption("a manifest that claims more than it tells", "manifest_invalid", "night.manifest.json") {
            try $0.editManifest(sealing: true) { $0["unsaved"] = [["name": "X", "reason": "none"]] }
        },
        Corruption("other messages than there are, sealed again", "content_differs", "PACKED/stream.tar.s2") {
            try $0.editManifest(sealing: true) { try $0.editStream(0) { $0["messages"] = 51 } }
        },
        Corruption("another last sequence, sealed again", "content_differs", "PACKED/stream.tar.s2") {
            try $0.editManifest(sealing: true) { try $0.editStream(0) { $0["last_seq"] = 51 } }
        },
        Corruption("another consumer, sealed again", "consumers_differ", "PLAIN/stream.tar.s2") {
            try $0.editManifest(sealing: true) {
                try $0.editStream(1) { $0["consumers"] = ["count": 3, "names": ["all", "behind", "other"]] }
            }
        },
        Corruption("the manifest of another backup", "stream_missing", "EMPTY") { bench in
            try bench.backup("other", of: "2.15.1", ["EMPTY"])
            let other = try bench.read("other.manifest.json")
            try bench.write("night.manifest.json", other)
        },
        Corruption("a stream that is not told of in the manifest", "stray_stream", "PLAIN") {
            try $0.editManifest(sealing: true) { object in
                object["streams"] = .array(object["streams"]?.array?.filter { $0["name"] != "PLAIN" } ?? [])
            }
        },
    ]

    @Test func `there are more than thirty`() {
        #expect(Self.files.count + Self.manifests.count >= 30)
    }

    @Test(arguments: files + manifests)
    func `damage is found and named`(_ corruption: Corruption) throws {
        let bench = try Bench()
        try bench.backup()
        #expect(try bench.verify().verdict == .sound)
        try corruption.damage(bench)
        let report = try bench.verify()
        #expect(report.verdict == .damaged)
        let faults = report.faults + report.streams.flatMap(\.faults)
        #expect(
            faults.contains { $0.code == corruption.code && $0.path == corruption.path },
            "\(faults.map { "\($0.code) \($0.path ?? "-"): \($0.message)" })")
        #expect(faults.allSatisfy { !$0.message.isEmpty })
    }

    /// Without a manifest there are no digests, and yet.
    @Test(
        arguments: files.filter {
            !["size_differs", "digest_differs", "file_swapped", "stream_missing", "stray_stream"].contains($0.code)
        })
    func `most is found without a manifest too`(_ corruption: Corruption) throws {
        let bench = try Bench()
        try bench.backup()
        try corruption.damage(bench)
        try Self.remove(bench, "night.manifest.json")
        let faults = try bench.verify()
        if corruption.code == "configuration_differs" {
            // Nothing tells what the configuration was.
            #expect(faults.verdict == .sound)
        } else {
            #expect(faults.verdict == .damaged)
        }
    }

    @Test func `a swap without a manifest is found by what is inside, in both generations`() throws {
        for release in ["2.12.8", "2.15.1"] {
            let bench = try Bench()
            try bench.backup(of: release)
            try Self.remove(bench, "night.manifest.json")
            #expect(try bench.verify().verdict == .sound)
            try Self.swap(bench, "night/WORK/stream.tar.s2", "night/PLAIN/stream.tar.s2")
            let report = try bench.verify()
            let codes = report.streams.filter { ["WORK", "PLAIN"].contains($0.name) }.map { $0.faults.first?.code }
            #expect(codes == ["other_stream", "other_stream"])
        }
    }
}

extension JSONObject {
    fileprivate mutating func setFile(_ name: String, size: Int) {
        var files = self["files"]?.object ?? [:]
        var file = files[name]?.object ?? [:]
        file["size"] = JSONValue(size)
        files[name] = .object(file)
        self["files"] = .object(files)
    }
}
