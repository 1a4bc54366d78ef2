import Archive
import JetStream
import Platform

/// An archive on its way to a server, with another beginning than its file has.
struct ShortenedArchive: ObjectSource {
    private let archive: WithoutConsumers
    private let file: SourceFile

    /// Blocks.
    init(_ file: SourceFile) throws(ArchiveError) {
        archive = try WithoutConsumers(file)
        self.file = file
    }

    var size: UInt64 { UInt64(archive.beginning.count) + file.size - archive.offset }

    func read(at offset: UInt64, limit: Int) async throws(PlatformError) -> [UInt8] {
        let beginning = UInt64(archive.beginning.count)
        if offset < beginning { return Array(archive.beginning[Int(offset)...].prefix(limit)) }
        let place = offset - beginning + archive.offset
        let file = file
        return try await BlockingCall.run { () throws(PlatformError) in try file.read(at: place, limit: limit) }
    }

    func hasChanged() async throws(PlatformError) -> Bool {
        let file = file
        return try await BlockingCall.run { () throws(PlatformError) in try file.hasChanged() }
    }
}
