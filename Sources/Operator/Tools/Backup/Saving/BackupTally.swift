import Archive
import Guard
import JSON

/// What became of the streams of a backup.
struct BackupTally: Sendable {
    private(set) var count = 0
    private(set) var unsaved: [(name: String, reason: String)] = []
    private var reused = 0
    private var fewer: [JSONValue] = []
    private static let shown = 100

    /// - Throws: what ends the whole; what was saved before that is counted all the same.
    mutating func add(_ name: String, _ outcome: StreamSaver.Outcome) throws(ToolFailure) {
        switch outcome {
        case .saved(let record, let told):
            count += 1
            if record.isCounted, record.messages < told, fewer.count < Self.shown {
                fewer.append(["stream": .string(name), "saved": JSONValue(record.messages), "told": JSONValue(told)])
            }
        case .reused:
            count += 1
            reused += 1
        case .failed(let reason): unsaved.append((name, reason))
        case .stopped(let failure): throw failure
        }
    }

    func result(_ manifest: BackupManifest, _ target: String) -> JSONObject {
        let directory = manifest.isComplete ? target : target + BackupLayout.partialSuffix
        var result: JSONObject = [
            "status": manifest.isComplete ? "done" : "incomplete", "complete": .bool(manifest.isComplete),
            "directory": .string(directory), "manifest": .string(directory + BackupLayout.manifestSuffix),
            "streams": JSONValue(manifest.streams.count), "reused": JSONValue(reused),
            "messages": JSONValue(manifest.streams.reduce(0) { $0 &+ $1.messages }),
            "bytes": JSONValue(manifest.streams.reduce(0) { $0 &+ $1.bytes }),
            "file_bytes": JSONValue(manifest.streams.reduce(0) { $0 &+ $1.dataFile.size }),
            "consumers": JSONValue(manifest.streams.reduce(0) { $0 + $1.consumers.count }),
        ]
        if !unsaved.isEmpty {
            result.append("unsaved_count", JSONValue(unsaved.count))
            result.append(
                "unsaved",
                .array(unsaved.prefix(Self.shown).map { ["stream": .string($0.name), "reason": .string($0.reason)] }))
            result.append(
                "message",
                .string(
                    "This backup is not complete: \(unsaved.count) streams could not be saved. Call again to go on with it: "
                        + "what is saved is kept."))
        }
        if !fewer.isEmpty {
            result.append("fewer", .array(fewer))
            result.append("note", "Streams in `fewer` lost messages while they were saved: the archive has what was left.")
        }
        return result
    }
}
