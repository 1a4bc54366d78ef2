import Model
import Platform

/// What a reader of a bucket hands out, and from where.
public struct KeyReading: Sendable, Hashable {
    public var start: ReadOrder.Start
    /// Keys, wildcards allowed; none means all.
    public var filters: [String]
    public var withValues: Bool
    /// Entries fetched at a time.
    public var batch: Int
    /// See `ReadOrder.isPatient`.
    public var isPatient = false

    public init(_ start: ReadOrder.Start, filters: [String] = [], withValues: Bool = true, batch: Int = 200) {
        self.start = start
        self.filters = filters
        self.withValues = withValues
        self.batch = batch
    }
}

/// Reads revisions of keys in order. See `OrderedReader`, which it is made of.
public struct KeyReader {
    let bucket: KeyValueBucket
    let reader: OrderedReader

    /// Where to go on without missing anything (`.sequence`); nil before the first call has reached the server.
    public var position: UInt64? { reader.position }
    /// Whether all revisions that were there at the beginning have been taken.
    public var isCaughtUp: Bool { reader.isCaughtUp }

    /// The next revision, also one that is yet to be written; nil when none came within `wait`.
    public func next(within wait: Duration) async throws(JetStreamError) -> KeyValueEntry? {
        let end = MonotonicTime.now.advanced(by: wait)
        while let message = try await reader.next(within: end.duration(since: .now)) {
            if let entry = entry(message) { return entry }
        }
        return nil
    }

    /// The next of the revisions that were there at the beginning; nil after the last.
    public func nextStored() async throws(JetStreamError) -> KeyValueEntry? {
        while let message = try await reader.nextStored() {
            if let entry = entry(message) { return entry }
        }
        return nil
    }

    /// What sources brought under other subjects is not of this bucket.
    private func entry(_ message: StoredMessage) -> KeyValueEntry? {
        bucket.key(ofSubject: message.subject).map { KeyValueEntry(message, bucket: bucket.name, key: $0) }
    }
}

extension JetStreamClient {
    /// Lends out a reader of a bucket's revisions; it is ended when this returns.
    public func read<Value, Failure>(
        _ bucket: KeyValueBucket, _ reading: KeyReading, _ body: (KeyReader) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        var order = ReadOrder(
            reading.start, filters: bucket.filters(reading.filters), headersOnly: !reading.withValues, batch: reading.batch)
        order.isPatient = reading.isPatient
        return try await read(bucket.info, order) { (reader) async throws(Failure) -> Value in
            try await body(KeyReader(bucket: bucket, reader: reader))
        }
    }
}

extension JetStreamClient {
    /// Revisions of one key, without their values: the next behind `after` in the order asked for, at most `limit`.
    public func revisions(
        of key: String, in bucket: KeyValueBucket, newestFirst: Bool, after: UInt64?, limit: Int
    ) async throws(JetStreamError) -> [KeyValueEntry] {
        let start = newestFirst ? .first : ReadOrder.Start.sequence((after ?? 0) &+ 1)
        return try await read(bucket, KeyReading(start, filters: [key], withValues: false)) {
            (reader) async throws(JetStreamError) -> [KeyValueEntry] in
            var found: [KeyValueEntry] = []
            while let entry = try await reader.nextStored() {
                if newestFirst, let after, entry.revision >= after { break }
                // Of the newest, the last ones count: a bucket without limit may have any number.
                if newestFirst, found.count == limit { found.removeFirst() }
                found.append(entry)
                if !newestFirst, found.count == limit { break }
            }
            return newestFirst ? found.reversed() : found
        }
    }

    /// A revision with its value; as it was, where it is gone by now.
    public func withValue(
        _ entry: KeyValueEntry, in bucket: KeyValueBucket
    ) async throws(JetStreamError) -> KeyValueEntry {
        guard entry.size > 0, entry.value.isEmpty else { return entry }
        // A replica may lag: then the leader is asked.
        for direct in bucket.info.configuration.allowsDirectGet ? [true, false] : [false] {
            do {
                let message = try await message(of: bucket.info.name, .sequence(entry.revision), direct: direct)
                return KeyValueEntry(message, bucket: entry.bucket, key: entry.key)
            } catch  where error.code == .messageNotFound {
                continue
            }
        }
        return entry
    }
}

extension KeyValueBucket {
    /// The subjects of keys. None at all where they are the whole stream: that is cheaper for the server.
    func filters(_ keys: [String]) -> [String] {
        if keys.isEmpty || keys.contains(">") {
            return info.configuration.subjects == [prefix + ">"] && info.configuration.sources.isEmpty ? [] : [prefix + ">"]
        }
        return keys.map(subject(ofKey:))
    }
}
