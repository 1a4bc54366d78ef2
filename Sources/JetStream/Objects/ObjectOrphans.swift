import Guard
public import Model
import NATS
public import Platform

extension JetStreamClient {
    /// Chunks that no object refers to, and whose last was stored at a time or before. An object that is being written right now
    /// looks the same: its meta comes last.
    ///
    /// Of objects it keeps a number each, of orphans at most `limit`; of chunks only headers are read.
    public func orphans(
        of bucket: ObjectBucket, storedUntil time: WallTime?, limit: Int
    ) async throws(JetStreamError) -> ObjectOrphans {
        let (objects, position) = try await numbers(of: bucket, from: nil)
        let order = ReadOrder(
            .lastPerSubject, filters: [ObjectNames.chunks(">", bucket: bucket.subjectName)], headersOnly: true, batch: 1000)
        var (candidates, more) = try await read(bucket.info, order) {
            (reader) async throws(JetStreamError) -> ([StoredMessage], UInt64) in
            var candidates: [StoredMessage] = []
            var more: UInt64 = 0
            while let message = try await reader.nextStored() {
                if objects.contains(Self.nuid(message.subject).hashValue) || NATSSubject.hasWildcard(message.subject) { continue }
                if let time, WallTime(rfc3339: message.time).map({ $0 > time }) ?? true { continue }
                if candidates.count < limit { candidates.append(message) } else { more += 1 }
            }
            return (candidates, more)
        }
        guard !candidates.isEmpty else { return ObjectOrphans(found: []) }
        // What was finished meanwhile is none.
        let finished = try await numbers(of: bucket, from: position).numbers
        candidates.removeAll { finished.contains(Self.nuid($0.subject).hashValue) }
        var found: [ObjectOrphans.Orphan] = []
        while !candidates.isEmpty {
            let part = candidates.prefix(64)
            candidates.removeFirst(part.count)
            let counts = try await messageCounts(of: bucket.info.name, part.map(\.subject))
            for (message, count) in zip(part, counts) where count > 0 {
                found.append(
                    ObjectOrphans.Orphan(
                        nuid: Self.nuid(message.subject), subject: message.subject, chunks: count, last: message.sequence,
                        written: message.time))
            }
        }
        return ObjectOrphans(found: found, more: more)
    }

    /// The guard's question.
    func orphans(_ query: OrphansQuery) async throws(JetStreamError) -> ObjectOrphans {
        guard let moment = WallTime(rfc3339: query.moment) else {
            throw JetStreamError(.refused, "the moment to reckon ages from is no time: \(query.moment)")
        }
        return try await orphans(
            of: try await objectBucket(query.bucket), storedUntil: moment.advanced(by: .zero - .nanoseconds(query.age)),
            limit: query.limit)
    }

    /// A number for each object that has chunks: a text each would be a hundred megabytes for a million. That two have the same by
    /// chance, and an orphan is overlooked, does not happen in practice, and does no harm.
    private func numbers(
        of bucket: ObjectBucket, from sequence: UInt64?
    ) async throws(JetStreamError) -> (numbers: Set<Int>, next: UInt64?) {
        try await withObjects(of: bucket, from: sequence) {
            (entries) async throws(JetStreamError) -> (numbers: Set<Int>, next: UInt64?) in
            var numbers: Set<Int> = []
            while let entry = try await entries.next() {
                if entry.meta.hasChunks { numbers.insert(entry.meta.nuid.hashValue) }
            }
            return (numbers, entries.position)
        }
    }

    private static func nuid(_ subject: String) -> String {
        subject.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? subject
    }
}
