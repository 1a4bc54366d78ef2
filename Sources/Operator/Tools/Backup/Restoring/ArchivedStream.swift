import Archive
import Guard
import JSON
import JetStream
import Model
import Platform

/// One stream of a backup, read and found to be whole.
struct ArchivedStream: Sendable {
    let name: String
    let description: StreamDescription
    let content: ArchiveContent
    let file: SourceFile
    let sha256: String
    /// When it was saved, where a manifest tells.
    let saved: WallTime?
    /// Whether a cluster made it, where a manifest tells.
    let isOfCluster: Bool

    /// Reads all of the archive: what is damaged is found before anything is sent. Blocks.
    init(_ stored: StoredStream, of backup: StoredBackup, cancelled: CancellationFlag) throws(ArchiveError) {
        let candidate = try RestoreCandidate(stored, of: backup)
        name = candidate.name
        description = candidate.description
        file = try stored.data()
        let configuration = description.configuration
        let withHeaders = configuration.json["allow_msg_schedules"]?.bool == true || !configuration.sources.isEmpty
        let (content, found) = try ArchiveReader.readWithDigest(file, withHeaders: withHeaders, cancelled: cancelled)
        self.content = content
        sha256 = found.sha256
        let record = backup.manifest?.stream(named: name)
        if let record {
            guard record.dataFile == found else {
                throw ArchiveError(
                    "archive_differs",
                    "the archive of \(name) is not the one the manifest tells of: it has \(found.size) bytes and "
                        + "the SHA-256 \(found.sha256), not \(record.dataFile.size) and \(record.dataFile.sha256)",
                    path: backup.path)
            }
        }
        saved = record?.saved
        isOfCluster = backup.source?.cluster != nil
    }

    /// For the guard, as of a moment.
    func archive(now: WallTime) -> RestoredArchive {
        let state = description.state
        let counts = content.counts
        func age(_ time: String?) -> Int64? {
            time.flatMap(WallTime.init(rfc3339:)).map { Int64(clamping: now.since($0).wholeNanoseconds) }
        }
        return RestoredArchive(
            stream: name, generation: content.generation == .records ? .records : .tar, size: file.size, sha256: sha256,
            messages: counts?.messages ?? state.messages,
            bytes: counts?.bytes(storage: description.configuration.storage) ?? state.bytes,
            firstSequence: counts?.firstSequence ?? state.firstSequence,
            lastSequence: counts?.lastSequence ?? state.lastSequence, oldest: age(state.firstTime), newest: age(state.lastTime),
            storage: description.configuration.storage, subjects: description.configuration.subjects,
            consumers: content.consumers.map(Self.consumer), saved: saved?.rfc3339,
            schedules: content.schedules.map { schedules in
                let due = schedules.due(by: now)
                return RestoredArchive.Schedules(
                    due: due, later: UInt64(schedules.moments.count) - due, recurring: schedules.recurring,
                    isCut: schedules.isCut)
            }, isOfCluster: isOfCluster, copied: copied)
    }

    /// For each of its sources how far it has copied.
    private var copied: [UInt64?] {
        let sources = description.configuration.json["sources"]?.array ?? []
        let names = sources.compactMap { $0["name"]?.string }
        return sources.map { source in
            guard let name = source["name"]?.string else { return nil }
            let isOnly = names.count { $0 == name } == 1
            return content.copied?.last(from: name, filter: isOnly ? nil : source["filter_subject"]?.string ?? ">")
        }
    }

    private static func consumer(_ consumer: ArchivedConsumer) -> RestoredArchive.Consumer {
        let subject = consumer.configuration["deliver_subject"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let isDurable = consumer.configuration["durable_name"]?.string?.isEmpty == false
        let mayLapse = !isDurable || consumer.configuration["inactive_threshold"]?.int64 ?? 0 > 0
        var position: RestoredArchive.Position?
        if let delivered = consumer.delivered, let acknowledged = consumer.acknowledgedUpTo {
            position = RestoredArchive.Position(
                delivered: delivered, acknowledged: acknowledged, deliveries: consumer.deliveries,
                acknowledgedDeliveries: consumer.acknowledgedDeliveries, inFlight: consumer.inFlight.map { UInt64($0) },
                pending: consumer.pending)
        }
        return RestoredArchive.Consumer(name: consumer.name, deliverSubject: subject, mayLapse: mayLapse, position: position)
    }
}
