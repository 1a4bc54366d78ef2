public import Guard
import JSON
import Model
import NATS
import Platform

/// Carries out writes of keys.
public struct KeyWriter: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<KeyWrite>) async throws(ChangeFailure) -> Performed {
        let write = cleared.change
        do {
            try await jetStream.requireStore(write.stream)
            switch (write.operation, write.expectation) {
            case (.put(let value), .noValue): return try await create(write, value)
            case (.put(let value), _):
                return Performed(outcome: ["revision": JSONValue(try await send(write, value))])
            case (.delete, _), (.purge, _): return try await remove(write)
            }
        } catch {
            throw await explain(error, write)
        }
    }

    /// A key counts as absent where its latest revision is a deletion; that one is then what must still be there (ADR-8).
    private func create(_ write: KeyWrite, _ value: [UInt8]) async throws(JetStreamError) -> Performed {
        var absence: UInt64 = 0
        for _ in 0..<5 {
            do {
                let revision = try await send(write, value, at: absence)
                var outcome: JSONObject = ["revision": JSONValue(revision)]
                if absence > 0 { outcome.append("deleted_before_at", JSONValue(absence)) }
                return Performed(outcome: outcome)
            } catch  where error.code == .wrongRevision {
                let latest = try await latest(write)
                if let latest, latest.operation == .put {
                    throw JetStreamError(
                        .keyExists,
                        "key \(write.key) exists: it is at revision \(latest.revision), written \(latest.created). "
                            + "kv_update replaces it at that revision, kv_put whatever is there.")
                }
                absence = latest?.revision ?? 0
            }
        }
        throw JetStreamError(.wrongRevision, "key \(write.key) is being written by others right now: nothing was written")
    }

    /// Marks a key as deleted, where it is not so already: a marker for what does not exist would only be one more message.
    private func remove(_ write: KeyWrite) async throws(JetStreamError) -> Performed {
        guard let latest = try await latest(write) else {
            // A mirror has its keys under other subjects, and takes no writes.
            if try await jetStream.streamInfo(write.stream).configuration.mirror != nil {
                throw JetStreamError(.streamNotFound, "")
            }
            if case .revision(let revision) = write.expectation, revision > 0 { throw JetStreamError(.wrongRevision, "") }
            return Performed(outcome: ["deleted": false, "why_not": "there is no such key"])
        }
        if case .revision(let revision) = write.expectation, revision != latest.revision {
            throw JetStreamError(.wrongRevision, "")
        }
        if latest.operation != .put, try await isDone(write, latest) {
            return Performed(outcome: [
                "deleted": false, "revision": JSONValue(latest.revision),
                "why_not": .string("it was deleted at revision \(latest.revision), \(latest.created)"),
            ])
        }
        return Performed(outcome: ["deleted": true, "revision": JSONValue(try await send(write, []))])
    }

    /// Whether a deleted key has nothing left to remove.
    private func isDone(_ write: KeyWrite, _ latest: KeyValueEntry) async throws(JetStreamError) -> Bool {
        if write.operation == .delete || latest.operation == .purge { return true }
        let oldest = try await jetStream.message(of: write.stream, .next(from: 1, subject: write.subject), direct: false)
        return oldest.sequence == latest.revision
    }

    /// Sends the message and tells its revision.
    private func send(_ write: KeyWrite, _ payload: [UInt8], at absence: UInt64? = nil) async throws(JetStreamError) -> UInt64 {
        var headers: NATSHeaders = [:]
        // Without this, a bucket that is gone but whose subjects another stream takes would be written to there. It stays in the
        // message, and mirrors of servers before 2.11 refuse such messages for ever: there the acknowledgement must do.
        if let release = try await jetStream.release(), release >= .mirrorsExpectedStreams {
            headers.append("Nats-Expected-Stream", write.stream)
        }
        switch write.operation {
        case .put: break
        case .delete: headers.append("KV-Operation", "DEL")
        case .purge:
            headers.append("KV-Operation", "PURGE")
            headers.append("Nats-Rollup", "sub")
        }
        if case .revision(let revision) = write.expectation {
            headers.append("Nats-Expected-Last-Subject-Sequence", String(revision))
        } else if let absence {
            headers.append("Nats-Expected-Last-Subject-Sequence", String(absence))
        }
        if let lifetime = write.timeToLive {
            let milliseconds = Int64(lifetime / .milliseconds(1))
            headers.append("Nats-TTL", milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms")
        }
        let time = try jetStream.time()
        let reply: NATSMessage
        do {
            reply = try await jetStream.client.request(
                jetStream.keySubject(write.subject), payload: payload, headers: headers, timeout: time)
        } catch {
            throw JetStreamError(error)
        }
        let acknowledgement = try PublishAcknowledgement(try JetStreamClient.decode(reply.payload))
        guard acknowledgement.stream == write.stream else {
            throw JetStreamError(
                .refused,
                "the key went to stream \(acknowledgement.stream), sequence \(acknowledgement.sequence), which takes the bucket's "
                    + "subjects; bucket \(write.bucket) did not get it")
        }
        return acknowledgement.sequence
    }

    /// The latest revision by the leader, deletions too. On a replicated bucket a lost race names none, and a direct get may lag.
    private func latest(_ write: KeyWrite) async throws(JetStreamError) -> KeyValueEntry? {
        do {
            let message = try await jetStream.message(of: write.stream, .last(subject: write.subject), direct: false)
            return KeyValueEntry(message, bucket: write.bucket, key: write.key)
        } catch  where error.code == .messageNotFound {
            return nil
        }
    }

    private func explain(_ error: JetStreamError, _ write: KeyWrite) async -> ChangeFailure {
        switch (error.code, error.cause?.code, error.apiErrorCode) {
        case (.streamNotFound, _, _), (_, .noResponders, _): return await explainAbsence(error, write)
        case (.wrongRevision, _, _):
            guard case .revision(let wanted) = write.expectation else { return error.asChangeFailure }
            return ChangeFailure(
                code: error.code.rawValue,
                message: "key \(write.key) is not at revision \(wanted): \(await whereItIs(write, wanted)). "
                    + "Read it again with kv_get, then decide.")
        case (_, _, 10077):
            return ChangeFailure(
                code: error.codeName,
                message: "bucket \(write.bucket) is full (\(error.message)): new keys are refused, existing ones can still be "
                    + "overwritten and deleted")
        default: return error.asChangeFailure
        }
    }

    private func whereItIs(_ write: KeyWrite, _ wanted: UInt64) async -> String {
        do {
            guard let latest = try await latest(write) else { return "it has no value" }
            // The one that won is agreed upon by the replicas and not stored yet.
            if latest.revision == wanted { return "another write came at the same moment and is just being stored" }
            return "it is at revision \(latest.revision)"
        } catch {
            return "its revision could not be read (\(error.message))"
        }
    }

    /// Why nobody took the message.
    private func explainAbsence(_ error: JetStreamError, _ write: KeyWrite) async -> ChangeFailure {
        do {
            let info = try await jetStream.streamInfo(write.stream)
            if let origin = info.configuration.mirror {
                return ChangeFailure(
                    code: "bucket_is_mirror",
                    message: "bucket \(write.bucket) is a read-only mirror: write to its origin, \(origin)")
            }
            if info.hasNoLeader { return JetStreamError.noLeader("Bucket \(write.bucket) takes no writes").asChangeFailure }
            return ChangeFailure(
                code: error.codeName,
                message: "bucket \(write.bucket) is there, but nobody takes writes for it. \(error.message)")
        } catch  where error.code == .streamNotFound {
            return ChangeFailure(code: "bucket_not_found", message: "there is no bucket \(write.bucket)")
        } catch {
            return error.asChangeFailure
        }
    }
}

extension JetStreamClient {
    /// That single keys may have a time to live here; an older server would keep them for ever.
    public func checkKeyTTL() async throws(JetStreamError) {
        let needed = NATSRelease(2, 11)
        if let release = try await release(), release < needed { throw await needs(needed, for: "A time to live of a key") }
    }

    /// The guard's view of a key.
    func keyState(_ stream: String, _ subject: String) async throws(JetStreamError) -> KeyState? {
        do {
            let message = try await message(of: stream, .last(subject: subject), direct: false)
            let entry = KeyValueEntry(message, bucket: "", key: "")
            return KeyState(revision: entry.revision, isDeleted: entry.operation != .put)
        } catch  where error.code == .messageNotFound {
            return nil
        }
    }
}
