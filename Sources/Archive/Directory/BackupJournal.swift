import JSON
import Platform
import Synchronization

/// What is whole in a backup that is being made: a line a stream, on the disk before the stream counts as saved. It is held
/// while the backup is made, so that nobody else goes on with it.
final class BackupJournal: Sendable {
    struct Head: Sendable {
        var kind: BackupKind
        var source: BackupSource
        var started: WallTime
        var withConsumers: Bool
    }

    struct Line: Sendable {
        let record: StreamRecord
        /// `StreamMark.digest`; nil where nobody said what the stream looked like.
        let mark: String?
    }

    private let file: GrowingFile
    private let turn = Mutex(())
    let lines: [Line]
    /// When the making began that this one goes on with.
    let head: Head

    private static let largest = 256 << 20

    /// Begins one, or goes on with one that is there.
    /// - Throws: `busy`, `other_source`, `journal_invalid`.
    init(_ plan: BackupPlan, in folder: FilesFolder, name: String) throws(ArchiveError) {
        let file = try system { () throws(PlatformError) in try folder.growing(name, isNew: false) }
        guard file.hold() else {
            throw ArchiveError("busy", "another run is making this backup now", path: plan.name)
        }
        let text = try system { () throws(PlatformError) in try file.read(at: 0, limit: Self.largest) }
        let found = Self.read(text)
        let wanted = Head(
            kind: plan.kind, source: plan.source, started: found.head?.started ?? plan.started, withConsumers: plan.withConsumers)
        if let head = found.head {
            guard head.kind == wanted.kind, head.source.isSame(as: wanted.source), head.withConsumers == wanted.withConsumers
            else {
                throw ArchiveError(
                    "other_source",
                    "a partial backup of this name is of \(Self.words(head)), and this one is to be of \(Self.words(wanted)): "
                        + "it can't be gone on with", path: plan.name)
            }
        }
        // What follows the last whole line was being written when its run ended.
        try system { () throws(PlatformError) in
            try file.cut(to: UInt64(found.length))
            if found.head == nil { try file.write(Self.line(of: wanted)) }
            try file.synchronize()
            try folder.synchronize()
        }
        self.file = file
        lines = found.lines
        head = wanted
    }

    func append(_ line: Line) throws(PlatformError) {
        var object: JSONObject = ["stream": .object(line.record.json)]
        if let mark = line.mark { object.append("mark", .string(mark)) }
        let bytes = JSONValue.object(object).serialized() + [UInt8(ascii: "\n")]
        try turn.withLock { _ throws(PlatformError) in
            try file.write(bytes)
            try file.synchronize()
        }
    }

    /// Lets others go on with the backup.
    func release() { file.release() }

    private static func line(of head: Head) -> [UInt8] {
        let object: JSONObject = [
            "format": .string(BackupManifest.format), "version": JSONValue(BackupManifest.formatVersion),
            "kind": .string(head.kind.rawValue), "source": .object(head.source.json), "started": .string(head.started.rfc3339),
            "consumers": .bool(head.withConsumers),
        ]
        return JSONValue.object(object).serialized() + [UInt8(ascii: "\n")]
    }

    /// All lines up to the first that is not whole, and how many bytes they are.
    static func read(_ text: [UInt8]) -> (head: Head?, lines: [Line], length: Int) {
        var head: Head?
        var lines: [Line] = []
        var start = 0
        while let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) {
            guard let value = try? JSONParser().parse(text[start..<end]) else { break }
            if head == nil {
                guard let first = try? Self.head(value) else { break }
                head = first
            } else {
                guard let record = try? StreamRecord(try ManifestReader(value["stream"], "stream")) else { break }
                lines.append(Line(record: record, mark: value["mark"]?.string))
            }
            start = end + 1
        }
        return (head, lines, start)
    }

    private static func head(_ value: JSONValue) throws(ArchiveError) -> Head {
        let reader = try ManifestReader(value, "journal")
        guard let kind = BackupKind(rawValue: try reader.text("kind")) else { throw reader.wrong("kind", "account or stream") }
        return Head(
            kind: kind, source: try BackupSource(try reader.inner("source")), started: try reader.time("started"),
            withConsumers: try reader.flag("consumers"))
    }

    private static func words(_ head: Head) -> String {
        let source = head.source
        let place = [source.cluster ?? source.server, source.domain, source.account].compactMap { $0 }.joined(separator: ", ")
        let consumers = head.withConsumers ? "with consumers" : "without consumers"
        return "\(head.kind.rawValue) \(source.context) (\(place)) \(consumers)"
    }
}
