import JSON
import Model
import Platform
import Testing

@testable import Archive

/// What is in an archive is found there, whichever server made it.
struct ArchiveReaderTests {
    static let cases: [(release: String, stream: String)] = {
        Fixture.releases.flatMap { release in ((try? Fixture.streams(of: release)) ?? []).map { (release, $0) } }
    }()

    @Test func `there are fixtures of every release`() {
        #expect(Self.cases.count == 48)
    }

    private func content(_ release: String, _ stream: String) throws -> ArchiveContent {
        try ArchiveReader.read(try Fixture.root().folder(release).folder(stream).source("stream.tar.s2"))
    }

    @Test(arguments: cases)
    func `the messages counted are those the server told of`(release: String, stream: String) throws {
        let content = try content(release, stream)
        let told = try Fixture.description(release, stream)
        let counts = try #require(content.counts)
        #expect(content.unknown == [])
        #expect(content.contradictions == [])
        #expect(counts.messages == told.state.messages)
        #expect(counts.lastSequence == told.state.lastSequence)
        #expect(counts.bytes(storage: told.configuration.storage) == told.state.bytes)
        #expect(counts.deleted == told.state.deletedCount)
        if counts.messages > 0 { #expect(counts.firstSequence == told.state.firstSequence) }
        #expect(UInt64(content.consumers.count) == told.state.consumerCount)
    }

    @Test(arguments: Fixture.releases)
    func `consumers have their positions`(release: String) throws {
        let consumers = try content(release, "PLAIN").consumers
        #expect(consumers.map(\.name) == ["all", "behind", "fresh"])
        // Messages 5, 6, 7 and 30 are deleted: the tenth is 13, the twentieth 23; 1, 2, 3, 9 and 13 were acknowledged.
        #expect(consumers.map(\.delivered) == [13, 23, 0])
        #expect(consumers.map(\.acknowledgedUpTo) == [13, 3, 0])
        #expect(consumers.map(\.inFlight) == [0, 15, 0])
        #expect(consumers.map(\.deliveries) == [10, 20, 0])
        #expect(consumers.map(\.acknowledgedDeliveries) == [10, 3, 0])
        // Of 1 to 58 without 5, 6, 7 and 30: those behind what was delivered.
        #expect(consumers.map(\.pending) == [44, 34, 54])
        #expect(consumers.map { $0.configuration["ack_policy"]?.string } == ["all", "explicit", "explicit"])
        #expect(consumers.allSatisfy { $0.configuration["Created"] == nil })
    }

    @Test(arguments: Fixture.releases)
    func `the older generation has the configuration, the newer the state`(release: String) throws {
        let content = try content(release, "PLAIN")
        if release.hasPrefix("2.15") {
            #expect(content.generation == .records)
            #expect(content.configuration == nil)
            #expect(content.state?["messages"] == 54)
        } else {
            #expect(content.generation == .tar)
            #expect(content.configuration?["name"] == "PLAIN")
            #expect(content.configuration?["Created"] == nil)
        }
        let file = try Fixture.root().folder(release).folder("PLAIN").source("stream.tar.s2")
        #expect(try ArchiveReader.generation(of: file) == content.generation)
    }

    @Test func `a backup of the nats command line's kind is sound without a manifest, and that is told`() throws {
        for release in Fixture.releases {
            let backup = try StoredBackup.open(release, in: try Fixture.root())
            #expect(backup.stage == .unmarked)
            let report = try BackupVerifier(backup).verify()
            #expect(report.verdict == .sound, "\(report.faults) \(report.streams.map(\.unknown))")
            #expect(report.notes.contains { $0.contains("no manifest") })
        }
    }

    @Test func `reading ends when nobody waits any more`() throws {
        let flag = CancellationFlag()
        flag.cancel()
        let file = try Fixture.root().folder("2.15.1").folder("LARGE").source("stream.tar.s2")
        #expect(throws: ArchiveError.self) { try ArchiveReader.read(file, cancelled: flag) }
    }

    // MARK: What can't be read is not fine

    private func tar(_ release: String, _ stream: String, changing body: (inout [UInt8]) throws -> Void) throws -> ArchiveContent
    {
        var bytes = try Framing.content(of: try Fixture.bytes(release, stream))
        try body(&bytes)
        return try ArchiveReader.content(of: Framing.source(bytes))
    }

    @Test func `a block that is encrypted or compressed is unknown`() throws {
        let content = try tar("2.12.8", "PLAIN") { bytes in
            let block = try #require(Tar.content(of: "msgs/1.blk", in: bytes))
            bytes.replaceSubrange(block.lowerBound..<block.lowerBound + 3, with: Array("cmp".utf8))
        }
        #expect(content.counts == nil)
        #expect(content.unknown.count == 1)
        #expect(content.unknown.first?.hasPrefix("msgs/1.blk can't be read from byte 0 on") == true)
    }

    @Test func `a store without its index is unknown`() throws {
        let content = try tar("2.12.8", "VALUES") { try Tar.rename("msgs/index.db", to: "msgs/1.fss", in: &$0) }
        #expect(content.unknown.contains { $0.contains("index is not in the archive") })
    }

    @Test func `an index that tells of other messages than there are is a contradiction`() throws {
        let content = try tar("2.12.8", "PLAIN") { bytes in
            let index = try #require(Tar.content(of: "msgs/index.db", in: bytes))
            #expect(bytes[index.lowerBound + 2] == 54)
            bytes[index.lowerBound + 2] = 53
        }
        #expect(content.contradictions == ["the archive's index tells of 53 messages, its blocks have 54"])
    }

    @Test func `a consumer's position of an unknown form is unknown`() throws {
        let content = try tar("2.12.8", "PLAIN") { bytes in
            let file = try #require(Tar.content(of: "obs/behind/o.dat", in: bytes))
            bytes[file.lowerBound + 1] = 9
        }
        #expect(content.unknown.count == 1)
        #expect(content.consumers.first { $0.name == "behind" }?.delivered == nil)
    }
}
