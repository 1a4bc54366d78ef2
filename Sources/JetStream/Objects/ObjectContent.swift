public import Model
import Platform

/// The bytes of an object, chunk by chunk in order. Lent out by `JetStreamClient.withObject`.
public final class ObjectContent {
    private let reader: OrderedReader
    private let jetStream: JetStreamClient
    private let entry: ObjectEntry
    private let bucket: ObjectBucket
    private var hasher: SHA256Hasher?

    public private(set) var received: UInt64 = 0
    private var chunks: UInt64 = 0
    /// Whether the bytes were compared with the digest and are the same. Known when `next` has returned nil.
    public private(set) var isVerified = false

    init(_ reader: OrderedReader, _ jetStream: JetStreamClient, _ entry: ObjectEntry, _ bucket: ObjectBucket) {
        self.reader = reader
        self.jetStream = jetStream
        self.entry = entry
        self.bucket = bucket
        hasher = try? SHA256Hasher()
    }

    /// A replica that has the meta may get the chunks a moment later.
    private static let lag = Duration.seconds(2)

    /// The next chunk; nil when all are here and are what was put.
    /// - Throws: `.objectDamaged` where chunks are missing or others than were put, `.objectChanged` where the reason is that
    ///   somebody replaced or deleted the object meanwhile; what reading a stream throws.
    public func next() async throws(JetStreamError) -> [UInt8]? {
        guard received < entry.meta.size else {
            try await verify()
            return nil
        }
        var message = try await reader.nextStored()
        if message == nil { message = try await reader.next(within: Self.lag) }
        guard let message else {
            throw await damage("\(chunks) of its \(entry.meta.chunks) chunks are there, \(received) of \(entry.meta.size) bytes")
        }
        received += UInt64(message.payload.count)
        chunks += 1
        guard received <= entry.meta.size else {
            throw await damage("it has more bytes than the \(entry.meta.size) that were put")
        }
        try? hasher?.update(message.payload)
        return message.payload
    }

    private func verify() async throws(JetStreamError) {
        guard !isVerified else { return }
        guard chunks == entry.meta.chunks else {
            throw await damage("it has \(chunks) chunks, \(entry.meta.chunks) were put")
        }
        guard let digest = entry.meta.digest, let wanted = ObjectDigest.bytes(digest) else { return }
        // Where libcrypto fails there is no digest, and none is as bad as a wrong one.
        guard let hasher = hasher.take(), (try? hasher.finish()) == wanted else {
            throw await damage("its bytes do not have the digest \(digest)")
        }
        isVerified = true
    }

    /// Chunks are gone too when somebody overwrote the object while it was read.
    private func damage(_ what: String) async -> JetStreamError {
        let now = try? await jetStream.object(entry.name, in: bucket, fromLeader: true)
        guard let now, now.sequence != entry.sequence else {
            return JetStreamError(.objectDamaged, "the object is damaged: \(what)")
        }
        let how = now.meta.isDeleted ? "deleted" : "replaced"
        return JetStreamError(.objectChanged, "the object was \(how) at \(now.modified), while it was read")
    }
}

extension JetStreamClient {
    /// Lends out the bytes of an object that is not a link. Memory is a few chunks, whatever its size.
    public func withObject<Value, Failure>(
        _ entry: ObjectEntry, in bucket: ObjectBucket, _ body: (ObjectContent) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let chunk = max(entry.meta.maximumChunkSize ?? 0, 128 << 10)
        let order = ReadOrder(
            .first, filters: [ObjectNames.chunks(entry.meta.nuid, bucket: bucket.subjectName)], batch: 64,
            batchBytes: max(2 << 20, chunk + (64 << 10)))
        return try await read(bucket.info, order) { (reader) async throws(Failure) -> Value in
            try await body(ObjectContent(reader, self, entry, bucket))
        }
    }
}
