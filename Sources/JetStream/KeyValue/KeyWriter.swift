public import Guard
import JSON
import Model
import NATS

/// Carries out writes of keys.
public struct KeyWriter: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<KeyWrite>) async throws(ChangeFailure) -> Performed {
        let write = cleared.change
        var headers: NATSHeaders = [:]
        if let revision = write.expectedRevision {
            headers.append("Nats-Expected-Last-Subject-Sequence", String(revision))
        }
        // Without this, a bucket that is gone but whose subjects another stream takes would be written to there.
        headers.append("Nats-Expected-Stream", KeyValueNames.stream(ofBucket: write.bucket))
        do {
            try await jetStream.requireStore(KeyValueNames.stream(ofBucket: write.bucket))
            let reply = try await jetStream.client.request(
                jetStream.storeSubject(KeyValueNames.subject(bucket: write.bucket, key: write.key)), payload: write.value,
                headers: headers, timeout: jetStream.timeout)
            let acknowledgement = try PublishAcknowledgement(try JetStreamClient.decode(reply.payload))
            return Performed(outcome: ["revision": JSONValue(acknowledgement.sequence)])
        } catch let error as NATSError {
            throw await explain(error, write)
        } catch let error as JetStreamError {
            throw await explain(error, write)
        } catch {
            throw ChangeFailure(code: "unknown", message: "the key could not be written")
        }
    }

    private func explain(_ error: NATSError, _ write: KeyWrite) async -> ChangeFailure {
        guard error.code == .noResponders else { return JetStreamError(error).asChangeFailure }
        do {
            let info = try await jetStream.streamInfo(KeyValueNames.stream(ofBucket: write.bucket))
            if let origin = info.configuration.mirror {
                return ChangeFailure(
                    code: "bucket_is_mirror",
                    message: "bucket \(write.bucket) is a read-only mirror: write to its origin, \(origin)")
            }
            if info.hasNoLeader { return JetStreamError.noLeader("Bucket \(write.bucket) takes no writes").asChangeFailure }
            return ChangeFailure(
                code: error.code.rawValue,
                message: "bucket \(write.bucket) is there, but nobody takes writes for it. \(error.message)")
        } catch  where error.code == .streamNotFound {
            return ChangeFailure(code: "bucket_not_found", message: "there is no bucket \(write.bucket)")
        } catch {
            return error.asChangeFailure
        }
    }

    private func explain(_ error: JetStreamError, _ write: KeyWrite) async -> ChangeFailure {
        if error.code == .streamNotFound {
            return ChangeFailure(code: "bucket_not_found", message: "there is no bucket \(write.bucket)")
        }
        guard error.code == .wrongRevision else { return error.asChangeFailure }
        // On a replicated bucket a lost race names no revision, and a direct get may lag: ask the leader.
        let subject = KeyValueNames.subject(bucket: write.bucket, key: write.key)
        let expected = write.expectedRevision ?? 0
        var now: String
        do {
            let latest = try await jetStream.message(
                of: KeyValueNames.stream(ofBucket: write.bucket), .last(subject: subject), direct: false)
            now = "it is at revision \(latest.sequence)"
            // The one that won is agreed upon by the replicas and not stored yet.
            if latest.sequence == expected { now = "another write came at the same moment and is just being stored" }
        } catch {
            now = error.code == .messageNotFound ? "it has no value" : "its revision could not be read (\(error.message))"
        }
        return ChangeFailure(
            code: error.code.rawValue,
            message: "key \(write.key) is not at revision \(expected): \(now). "
                + "Read it again with kv_get, then decide.")
    }
}
