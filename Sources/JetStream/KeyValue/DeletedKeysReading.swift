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
        // The rest is for removing; and where a person is asked in between, this comes twice.
        let end = budget.map { MonotonicTime.now.advanced(by: $0.left / 2) }
        let reading = KeyReading(.lastPerSubject, filters: query.filters, withValues: false, batch: 2000)
        return try await read(bucket, reading) { (reader) async throws(JetStreamError) -> DeletedKeys in
            var search = Search(bucket: bucket, bound: bound, limit: query.limit)
            while let entry = try await reader.nextStored(), entry.revision <= query.through {
                if search.take(entry) { try await examine(&search) }
                if let end, MonotonicTime.now > end {
                    try await examine(&search)
                    return search.result(isComplete: false)
                }
            }
            try await examine(&search)
            return search.result(isComplete: true)
        }
    }

    /// What has been found so far: at most so many keys, and a part that is yet to be examined.
    private struct Search {
        private static let part = 64

        let bucket: KeyValueBucket
        /// Marks of this time or before may go.
        let bound: WallTime
        let limit: Int
        var found: [DeletedKeys.Key] = []
        var unexamined: [DeletedKeys.Key] = []
        var more: UInt64 = 0

        /// True when there is a part to examine.
        mutating func take(_ entry: KeyValueEntry) -> Bool {
            let subject = bucket.subject(ofKey: entry.key)
            guard entry.operation != .put, !NATSSubject.hasWildcard(subject) else { return false }
            let isOld = WallTime(rfc3339: entry.created).map { $0 <= bound } ?? false
            // Where one revision is kept of a key, nothing is before the mark.
            if bucket.history == 1, !isOld { return false }
            guard found.count < limit else {
                more += 1
                return false
            }
            unexamined.append(
                DeletedKeys.Key(key: entry.key, subject: subject, marker: entry.revision, isOld: isOld, earlier: 0))
            return unexamined.count >= Self.part
        }

        func result(isComplete: Bool) -> DeletedKeys { DeletedKeys(keys: found, more: more, isComplete: isComplete) }
    }

    /// Asks how many revisions each of them has, and keeps those that have something to remove.
    private func examine(_ search: inout Search) async throws(JetStreamError) {
        let part = search.unexamined
        search.unexamined = []
        let counts =
            search.bucket.history == 1
            ? part.map { _ in 1 } : try await messageCounts(of: search.bucket.info.name, part.map(\.subject))
        for (key, count) in zip(part, counts) where count > 0 {
            let key = DeletedKeys.Key(
                key: key.key, subject: key.subject, marker: key.marker, isOld: key.isOld, earlier: count - 1)
            guard key.messages > 0 else { continue }
            if search.found.count < search.limit { search.found.append(key) } else { search.more += 1 }
        }
    }
}
