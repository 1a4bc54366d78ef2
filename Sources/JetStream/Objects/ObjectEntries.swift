public import Model

/// The objects of a bucket one after another, deleted ones too. Lent out by `JetStreamClient.withObjects`.
public final class ObjectEntries {
    private let reader: OrderedReader

    init(_ reader: OrderedReader) { self.reader = reader }

    /// The next of those that were there when the reading began; nil after the last.
    public func next() async throws(JetStreamError) -> ObjectEntry? { try await reader.nextStored().map(ObjectEntry.init) }

    /// The next change, also one that is yet to come; nil when none came in time.
    public func next(within wait: Duration) async throws(JetStreamError) -> ObjectEntry? {
        try await reader.next(within: wait).map(ObjectEntry.init)
    }

    /// Whether all that were there when the reading began have been told.
    public var isCaughtUp: Bool { reader.isCaughtUp }

    /// Where another reading goes on: the sequence behind the last one told.
    public var position: UInt64? { reader.position }
}

extension JetStreamClient {
    /// Lends out the objects of a bucket in the order of their last changes.
    /// - Parameters:
    ///   - sequence: only changes from here on.
    ///   - onlyNew: only what comes from now on.
    ///   - isPatient: see `ReadOrder.isPatient`.
    public func withObjects<Value, Failure>(
        of bucket: ObjectBucket, from sequence: UInt64? = nil, onlyNew: Bool = false, isPatient: Bool = false,
        _ body: (ObjectEntries) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let start: ReadOrder.Start = sequence.map { .sequence($0) } ?? (onlyNew ? .new : .lastPerSubject)
        var order = ReadOrder(start, filters: [ObjectNames.allMetas(bucket: bucket.subjectName)], batch: 200)
        order.isPatient = isPatient
        return try await read(bucket.info, order) { (reader) async throws(Failure) -> Value in
            try await body(ObjectEntries(reader))
        }
    }
}
