import Guard
import JSON
import Model
import NATS
import Platform

extension JetStreamClient {
    /// Deleted keys of which something can be removed, oldest mark first. Reads headers alone; memory is a batch and what it returns.
    ///
    /// It stops where the time of the call runs out: what it has found until then counts.
    func deletedKeys(_ query: DeletedKeysQuery) async throws(JetStreamError) -> DeletedKeys {
        let bucket = try await bucket(query.bucket)
        guard let moment = WallTime(rfc3339: query.moment) else {
            throw JetStreamError(.refused, "the moment to reckon ages from is no time: \(query.moment)")
        }
        let bound = moment.advanced(by: .zero - .nanoseconds(query.age))
        let reading = KeyReading(.lastPerSubject, filters: query.filters, withValues: false, batch: 2000)
        let (marks, isComplete) = try await read(bucket, reading) {
            (reader) async throws(JetStreamError) -> ([KeyValueEntry], Bool) in
            var marks: [KeyValueEntry] = []
            while let entry = try await reader.nextStored() {
                guard entry.revision <= query.through else { return (marks, true) }
                if entry.operation != .put, !NATSSubject.hasWildcard(bucket.subject(ofKey: entry.key)) { marks.append(entry) }
                if let left = budget?.left, left < Self.reservedForRemoval { return (marks, false) }
            }
            return (marks, true)
        }
        func isOld(_ entry: KeyValueEntry) -> Bool { WallTime(rfc3339: entry.created).map { $0 <= bound } ?? false }
        if bucket.history == 1 {
            // Where one revision is kept of a key, nothing is before the mark.
            let keys = marks.filter(isOld).map { Self.key($0, bucket, isOld: true, earlier: 0) }
            let taken = Array(keys.prefix(query.limit))
            return DeletedKeys(keys: taken, more: UInt64(keys.count - taken.count), isComplete: isComplete)
        }
        return try await counted(marks[...], bucket, isOld, query.limit, isComplete)
    }

    /// How much of a call's time is left for counting and removing when looking for more ends.
    private static let reservedForRemoval = Duration.seconds(18)

    private static func key(_ entry: KeyValueEntry, _ bucket: KeyValueBucket, isOld: Bool, earlier: UInt64) -> DeletedKeys.Key {
        DeletedKeys.Key(
            key: entry.key, subject: bucket.subject(ofKey: entry.key), marker: entry.revision, isOld: isOld, earlier: earlier)
    }

    /// Asks how many revisions each of them has, until enough are found that have something to remove.
    private func counted(
        _ marks: ArraySlice<KeyValueEntry>, _ bucket: KeyValueBucket, _ isOld: (KeyValueEntry) -> Bool, _ limit: Int,
        _ isComplete: Bool
    ) async throws(JetStreamError) -> DeletedKeys {
        var rest = marks
        var keys: [DeletedKeys.Key] = []
        while !rest.isEmpty, keys.count < limit {
            let part = rest.prefix(64)
            let counts = try await messageCounts(of: bucket.info.name, part.map { bucket.subject(ofKey: $0.key) })
            for (entry, count) in zip(part, counts) where keys.count < limit {
                rest.removeFirst()
                let key = Self.key(entry, bucket, isOld: isOld(entry), earlier: count > 0 ? count - 1 : 0)
                if count > 0, key.messages > 0 { keys.append(key) }
            }
            if let left = budget?.left, left < .seconds(10) {
                return DeletedKeys(keys: keys, more: UInt64(rest.count), isComplete: isComplete)
            }
        }
        return DeletedKeys(keys: keys, more: UInt64(rest.count), isComplete: isComplete)
    }
}
