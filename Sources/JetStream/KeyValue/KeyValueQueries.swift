import Model
import NATS

extension JetStreamClient {
    /// The latest entry of a key, or one revision of it. Deletions are entries too.
    ///
    /// A direct get may be answered by a replica that lags behind.
    public func entry(bucket: String, key: String, revision: UInt64? = nil) async throws(JetStreamError) -> KeyValueEntry {
        let stream = KeyValueNames.stream(ofBucket: bucket)
        let subject = KeyValueNames.subject(bucket: bucket, key: key)
        do {
            try NATSSubject.validate(subject)
        } catch {
            throw JetStreamError(.keyNotFound, "no key can have this name: \(error.message)")
        }
        let selector: MessageSelector = revision.map(MessageSelector.sequence) ?? .last(subject: subject)
        do {
            if try await mayGetDirectly(stream), let message = try await directMessage(of: stream, selector) {
                return try Self.entry(message, bucket, key, subject)
            }
        } catch  where error.code == .messageNotFound || error.code == .keyNotFound {
            // A bucket that mirrors another keeps its origin's subjects; only a miss is worth the second look.
            return try await latest(in: try await self.bucket(bucket), key: key, revision: revision)
        }
        return try await latest(in: try await self.bucket(bucket), key: key, revision: revision)
    }

    /// The same, by the leader: nothing that was written before is missed.
    public func latest(
        in bucket: KeyValueBucket, key: String, revision: UInt64? = nil
    ) async throws(JetStreamError) -> KeyValueEntry {
        let subject = bucket.subject(ofKey: key)
        let selector: MessageSelector = revision.map(MessageSelector.sequence) ?? .last(subject: subject)
        do {
            let message = try await message(of: bucket.info.name, selector, direct: false)
            return try Self.entry(message, bucket.name, key, subject)
        } catch  where error.code == .messageNotFound {
            throw Self.noKey(bucket.name, key, revision)
        }
    }

    private static func entry(
        _ message: StoredMessage, _ bucket: String, _ key: String, _ subject: String
    ) throws(JetStreamError) -> KeyValueEntry {
        guard message.subject == subject else { throw noKey(bucket, key, message.sequence) }
        return KeyValueEntry(message, bucket: bucket, key: key)
    }

    private static func noKey(_ bucket: String, _ key: String, _ revision: UInt64?) -> JetStreamError {
        guard let revision else { return JetStreamError(.keyNotFound, "bucket \(bucket) has no key \(key)") }
        return JetStreamError(.keyNotFound, "bucket \(bucket) has no revision \(revision) of key \(key)")
    }
}
