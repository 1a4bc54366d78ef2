import JSON
import Model
import Platform
import Testing

@testable import Archive

/// How a backup comes to its name.
struct BackupWriterTests {
    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ArchiveError)?.code
        }
    }

    @Test func `a finished backup has its name, its manifest and nothing else`() throws {
        let bench = try Bench()
        let manifest = try bench.backup()
        #expect(try bench.names() == ["night", "night.manifest.json"])
        #expect(try bench.names("night") == ["PACKED", "PLAIN", "VALUES", "WORK"])
        #expect(try bench.names("night/PLAIN") == ["backup.json", "stream.tar.s2"])
        let backup = try StoredBackup.open("night", in: bench.root)
        #expect(backup.stage == .complete)
        #expect(backup.manifest == manifest)
        let plain = try #require(manifest.stream(named: "PLAIN"))
        #expect([plain.messages, plain.firstSequence, plain.lastSequence] == [54, 1, 60])
        #expect(plain.consumers == ["all", "behind", "fresh"])
        #expect(plain.isCounted)
        // The nats command line reads it: two members, nothing of ours.
        let told = try JSONParser().parse(try bench.read("night/PLAIN/backup.json"))
        #expect(told.object?.keys == ["config", "state"])
        #expect(try bench.read("night/PLAIN/stream.tar.s2") == Fixture.bytes("2.15.1", "PLAIN"))
        #expect(try bench.verify().verdict == .sound)
    }

    @Test func `a backup of one stream has its files at the top, as the nats command line puts them`() throws {
        let bench = try Bench()
        let writer = try BackupWriter.begin(bench.plan("one", kind: .stream), in: bench.root)
        try Bench.save("PLAIN", in: writer)
        _ = try writer.finish(ended: Bench.start)
        #expect(try bench.names("one") == ["backup.json", "stream.tar.s2"])
        let report = try bench.verify("one")
        #expect(report.verdict == .sound)
        #expect(report.streams.map(\.name) == ["PLAIN"])
    }

    @Test func `until the end it is partial, held, and says so`() throws {
        let bench = try Bench()
        let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
        try Bench.save("PLAIN", in: writer)
        let backup = try StoredBackup.open("night", in: bench.root)
        #expect(backup.stage == .inProgress)
        #expect(backup.path == "night.partial")
        #expect(backup.source == Bench.source)
        #expect(backup.records.map(\.name) == ["PLAIN"])
        #expect(code { _ = try BackupWriter.begin(bench.plan(), in: bench.root) } == "busy")
        #expect(try BackupVerifier(backup).verify().faults.map(\.code) == ["in_progress"])
        try writer.abandon(keeping: true)
    }

    @Test func `a run that ended early leaves what says so, and the next one goes on with it`() throws {
        let bench = try Bench()
        do {
            let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
            try Bench.save("PLAIN", in: writer)
            try Bench.save("WORK", in: writer)
            // And one that was being written.
            try writer.stream("PACKED").append([1, 2, 3])
        }
        #expect(try bench.names() == ["night.partial", "night.partial.journal"])
        #expect(try StoredBackup.open("night", in: bench.root).stage == .partial)
        #expect(try bench.verify().verdict == .damaged)

        let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
        #expect(writer.goesOn)
        // Unchanged; changed; unknown.
        #expect(try writer.reuse("PLAIN", mark: Bench.mark("2.15.1", "PLAIN"))?.name == "PLAIN")
        #expect(try writer.reuse("WORK", mark: Bench.mark("2.15.1", "WORK", consumers: "moved")) == nil)
        #expect(try writer.reuse("PACKED", mark: Bench.mark("2.15.1", "PACKED")) == nil)
        try Bench.save("WORK", in: writer)
        try Bench.save("PACKED", in: writer)
        let manifest = try writer.finish(ended: Bench.start)
        #expect(manifest.isComplete)
        #expect(manifest.streams.map(\.name) == ["PACKED", "PLAIN", "WORK"])
        #expect(try bench.names() == ["night", "night.manifest.json"])
        #expect(try bench.verify().verdict == .sound)
    }

    @Test func `files that changed meanwhile are not gone on with`() throws {
        let bench = try Bench()
        do {
            try Bench.save("PLAIN", in: try BackupWriter.begin(bench.plan(), in: bench.root))
        }
        try bench.change("night.partial/PLAIN/stream.tar.s2") { $0[100] ^= 1 }
        let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
        #expect(try writer.reuse("PLAIN", mark: Bench.mark("2.15.1", "PLAIN")) == nil)
        try writer.abandon(keeping: false)
        #expect(try bench.names() == [])
    }

    @Test func `streams that are gone by the next run are gone from the backup`() throws {
        let bench = try Bench()
        do {
            try Bench.save("PLAIN", in: try BackupWriter.begin(bench.plan(), in: bench.root))
        }
        let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
        try Bench.save("WORK", in: writer)
        #expect(try writer.finish(ended: Bench.start).streams.map(\.name) == ["WORK"])
        #expect(try bench.names("night") == ["WORK"])
    }

    @Test func `a journal with a torn last line counts up to it`() throws {
        let bench = try Bench()
        do {
            try Bench.save("PLAIN", in: try BackupWriter.begin(bench.plan(), in: bench.root))
        }
        let whole = try bench.read("night.partial.journal")
        try bench.write("night.partial.journal", whole + Array("{\"stream\":{\"name\":\"WO".utf8))
        do {
            let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
            #expect(try writer.reuse("PLAIN", mark: Bench.mark("2.15.1", "PLAIN")) != nil)
        }
        #expect(try bench.read("night.partial.journal") == whole)
        // Torn in its first line: nothing counts.
        try bench.write("night.partial.journal", Array(whole[..<40]))
        #expect(try !BackupWriter.begin(bench.plan(), in: bench.root).goesOn)
    }

    @Test func `a directory that is made anew may be the place another one had on the disk`() throws {
        let bench = try Bench()
        do {
            let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
            for number in 0..<20 { _ = try writer.stream("S\(number)") }
        }
        // File systems give the number of a directory that is gone to the next one.
        let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
        for number in (0..<20).reversed() { _ = try writer.stream("S\(number)") }
        for number in 0..<20 { try writer.stream("T\(number)").abandon() }
        for number in 20..<40 { _ = try writer.stream("T\(number)") }
        try Bench.save("PLAIN", in: writer)
        #expect(try writer.finish(ended: Bench.start).streams.map(\.name) == ["PLAIN"])
        #expect(try bench.names("night") == ["PLAIN"])
    }

    @Test func `a run that ended just before its directory got its name is gone on with`() throws {
        let bench = try Bench()
        do {
            try Bench.save("PLAIN", in: try BackupWriter.begin(bench.plan(), in: bench.root))
        }
        let other = try Bench()
        try other.backup("night", ["PLAIN"])
        try bench.write("night.manifest.json", try other.read("night.manifest.json"))
        #expect(try StoredBackup.open("night", in: bench.root).stage == .partial)
        try BackupWriter.begin(bench.plan(), in: bench.root).abandon(keeping: false)
        #expect(try bench.names() == [])
    }

    @Test func `with a stream that could not be saved it stays partial, and names it`() throws {
        let bench = try Bench()
        let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
        try Bench.save("PLAIN", in: writer)
        try writer.stream("WORK").abandon()
        writer.unsaved("WORK", reason: "no leader")
        let manifest = try writer.finish(ended: Bench.start)
        #expect(!manifest.isComplete)
        #expect(try bench.names() == ["night.partial", "night.partial.journal", "night.partial.manifest.json"])
        #expect(try bench.names("night.partial") == ["PLAIN"])
        let report = try bench.verify()
        #expect(report.faults.map(\.code) == ["partial", "unsaved"])
        #expect(report.faults.last?.message == "the stream WORK was not saved: no leader")
    }

    @Test func `an archive that is none does not count as saved`() throws {
        let bench = try Bench()
        let writer = try BackupWriter.begin(bench.plan(), in: bench.root)
        let whole = try Fixture.bytes("2.15.1", "PLAIN")
        let told = try Fixture.description("2.15.1", "PLAIN")
        let stream = try writer.stream("PLAIN")
        try stream.append(Array(whole.dropLast(30)))
        #expect(
            code {
                _ = try stream.finish(
                    configuration: told.configuration.json, state: told.state.json, mark: nil, saved: Bench.start)
            } == "archive_truncated")
        #expect(code { try stream.append([1]) } == "closed")
        try stream.abandon()
        writer.unsaved("PLAIN", reason: "cut")
        #expect(try writer.finish(ended: Bench.start).isComplete == false)
    }

    @Test func `what is there is not written over, and names are held to what the layout needs`() throws {
        let bench = try Bench()
        try bench.backup()
        #expect(code { _ = try BackupWriter.begin(bench.plan(), in: bench.root) } == "exists")
        try bench.root.folder("").renameFolder("night", to: "moved")
        #expect(code { _ = try BackupWriter.begin(bench.plan(), in: bench.root) } == "exists")
        for name in ["x.partial", "x.manifest.json", ".x", String(repeating: "n", count: 201)] {
            #expect(code { _ = try BackupWriter.begin(bench.plan(name), in: bench.root) } == "invalid_name")
        }
        #expect(code { _ = try BackupWriter.begin(bench.plan("../x"), in: bench.root) } == "outside_root")
        #expect(code { _ = try BackupWriter.begin(bench.plan("none/x"), in: bench.root) } == "not_found")
        let writer = try BackupWriter.begin(bench.plan("other"), in: bench.root)
        for stream in ["", "a/b", "..", "a.b", "a b", "a\\b", "*", ">", String(repeating: "n", count: 256)] {
            #expect(code { _ = try writer.stream(stream) } == "invalid_name", "\(stream)")
        }
        try writer.abandon(keeping: false)
    }

    @Test func `a partial backup of another source is not gone on with`() throws {
        let bench = try Bench()
        do {
            try Bench.save("PLAIN", in: try BackupWriter.begin(bench.plan(), in: bench.root))
        }
        var other = bench.plan()
        other.source.account = "B"
        #expect(code { _ = try BackupWriter.begin(other, in: bench.root) } == "other_source")
        // Another server of the cluster, of a newer version, is the same.
        var same = bench.plan()
        same.source.server = "n2"
        same.source.serverVersion = "2.16.0"
        #expect(try BackupWriter.begin(same, in: bench.root).goesOn)
    }

    @Test func `a manifest is read with members it does not know`() throws {
        let bench = try Bench()
        let manifest = try bench.backup()
        try bench.editManifest(sealing: true) {
            $0["later"] = ["x": 1]
            try $0.editStream(0) { $0["more"] = true }
        }
        #expect(try StoredBackup.open("night", in: bench.root).manifest == manifest)
        #expect(try bench.verify().verdict == .sound)
    }

    @Test func `the search finds backups of all kinds, and nothing else`() throws {
        let bench = try Bench()
        try bench.backup("a")
        let folder = try bench.root.folder("").makeFolder("deep")
        _ = try folder.makeFolder("nothing")
        try bench.backup("deep/b", of: "2.15.1", ["EMPTY"])
        let partial = try BackupWriter.begin(bench.plan("deep/c"), in: bench.root)
        try Bench.save("PLAIN", in: partial)
        let one = try BackupWriter.begin(bench.plan("deep/d", kind: .stream), in: bench.root)
        try Bench.save("WORK", in: one)
        _ = try one.finish(ended: Bench.start)
        try bench.root.folder("deep").removeFile("d.manifest.json")
        let found = try BackupListing.find(below: "", in: bench.root)
        #expect(found.backups.map(\.path) == ["a", "deep/b", "deep/c.partial", "deep/d"])
        #expect(found.backups.map(\.stage) == [.complete, .complete, .inProgress, .unmarked])
        #expect(found.backups.map(\.kind) == [.account, .account, .account, .stream])
        #expect(!found.isCut)
        #expect(
            try BackupListing.find(below: "deep", in: bench.root).backups.map(\.path) == ["deep/b", "deep/c.partial", "deep/d"])
        try partial.abandon(keeping: false)
    }
}
