import NATS
public import Platform

extension JetStreamClient {
    /// Lists the keys that have a value, each with its latest revision, in order of revision.
    ///
    /// A key that exists all along is told at least once, whatever is written meanwhile; one that is written while a list is
    /// read in parts may come again, with its new revision. Memory is one batch, whatever the number of keys.
    /// - Parameters:
    ///   - revision: where to begin: what an earlier part returned, 1 for the first.
    ///   - batch: how many are fetched at a time.
    ///   - deadline: when to stop and return where to go on.
    ///   - take: false when there is no room for an entry; it is the first of the next part.
    /// - Returns: the revision to go on from; nil when that was all.
    public func keys(
        of bucket: KeyValueBucket, from revision: UInt64, matching filters: [String], batch: Int, deadline: MonotonicTime,
        window: Int = 2000, take: (KeyValueEntry) -> Bool
    ) async throws(JetStreamError) -> UInt64? {
        if bucket.history != 1, revision > 1 {
            do {
                return try await laterKeys(
                    of: bucket, from: revision, matching: filters, deadline: deadline, window: window, take: take)
            } catch  where error.code == .unsupported {
                // An old server: what earlier parts told is gone over again.
            }
        }
        // Where one value is kept of each key, every message is the latest of its key.
        let start: ReadOrder.Start = bucket.history == 1 ? .sequence(revision) : .lastPerSubject
        let reading = KeyReading(start, filters: filters, withValues: false, batch: batch)
        return try await read(bucket, reading) { (reader) async throws(JetStreamError) -> UInt64? in
            var hasGoneOn = false
            while let entry = try await reader.nextStored() {
                guard entry.revision >= revision else { continue }
                if hasGoneOn, MonotonicTime.now > deadline { return entry.revision }
                if entry.operation == .put, !take(entry) { return entry.revision }
                hasGoneOn = true
            }
            return nil
        }
    }

    /// Goes on in a bucket with history. A consumer for the latest of each key can only begin at the start, so all revisions
    /// are read from here on, and the server is asked which of them are their key's latest.
    private func laterKeys(
        of bucket: KeyValueBucket, from revision: UInt64, matching filters: [String], deadline: MonotonicTime, window: Int,
        take: (KeyValueEntry) -> Bool
    ) async throws(JetStreamError) -> UInt64? {
        let reading = KeyReading(.sequence(revision), filters: filters, withValues: false, batch: window)
        return try await read(bucket, reading) { (reader) async throws(JetStreamError) -> UInt64? in
            while true {
                var entries: [KeyValueEntry] = []
                while entries.count < window, let entry = try await reader.nextStored() { entries.append(entry) }
                guard let last = entries.last else { return nil }
                var rest = Self.candidates(entries)[...]
                while !rest.isEmpty {
                    let part = Self.part(of: &rest)
                    // At the end of the bucket nothing can follow.
                    let confirmed = reader.isCaughtUp ? nil : try await latest(of: part, in: bucket)
                    for entry in part where confirmed?.contains(entry.revision) ?? true {
                        guard take(entry) else { return entry.revision }
                    }
                    if MonotonicTime.now > deadline, let next = rest.first { return next.revision }
                }
                if reader.isCaughtUp { return nil }
                if MonotonicTime.now > deadline { return last.revision &+ 1 }
            }
        }
    }

    /// What may be its key's latest value: the last that is said of each key.
    private static func candidates(_ entries: [KeyValueEntry]) -> [KeyValueEntry] {
        var seen: Set<String> = []
        return entries.reversed().filter { seen.insert($0.key).inserted }.reversed().filter { $0.operation == .put }
    }

    /// As many as one question to the server holds.
    private static func part(of rest: inout ArraySlice<KeyValueEntry>) -> [KeyValueEntry] {
        var part: [KeyValueEntry] = []
        var size = 0
        while part.count < 500, size < 200_000, let entry = rest.popFirst() {
            part.append(entry)
            size += entry.key.utf8.count
        }
        return part
    }

    /// The revisions among these that are their key's latest.
    private func latest(
        of entries: [KeyValueEntry], in bucket: KeyValueBucket
    ) async throws(JetStreamError) -> Set<UInt64> {
        let subjects = entries.map { bucket.subject(ofKey: $0.key) }
        // The server stores even keys that are wildcards elsewhere; asked for, they would be all keys.
        let (odd, plain) = (subjects.filter(NATSSubject.hasWildcard), subjects.filter { !NATSSubject.hasWildcard($0) })
        var latest = Set(entries.filter { odd.contains(bucket.subject(ofKey: $0.key)) }.map(\.revision))
        guard !plain.isEmpty else { return latest }
        let order = ReadOrder(.lastPerSubject, filters: plain, headersOnly: true)
        return try await read(bucket.info, order) { (reader) async throws(JetStreamError) -> Set<UInt64> in
            while let message = try await reader.nextStored() { latest.insert(message.sequence) }
            return latest
        }
    }
}
