public import Guard
import JSON
import Model
import NATS
import Platform

/// Makes streams of archives. Whatever goes wrong, a cancellation too, what was made so far is deleted: it would be a stream
/// that takes messages with a part of its old ones. A server before 2.15 leaves nothing; one of 2.15 leaves what it has read.
public struct StreamRestorer: Performer {
    let jetStream: JetStreamClient
    let source: any ObjectSource
    /// The SHA-256 the whole source must have, in hexadecimal; nil: nobody knows.
    let digest: String?
    let progress: @Sendable (UInt64) -> Void

    /// - Parameters:
    ///   - source: the archive as a server sent it.
    ///   - progress: bytes of it the server has taken.
    public init(
        _ jetStream: JetStreamClient, _ source: any ObjectSource, digest: String? = nil,
        progress: @escaping @Sendable (UInt64) -> Void = { _ in }
    ) {
        // A cluster chooses who keeps the stream before it answers.
        self.jetStream = JetStreamClient(client: jetStream.client, prefix: jetStream.prefix, timeout: .seconds(20))
        self.source = source
        self.digest = digest
        self.progress = progress
    }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<StreamRestore>) async throws(ChangeFailure) -> Performed {
        let change = cleared.change
        try await StreamTurns.take(asRestore: true)
        defer { StreamTurns.end() }
        let attempt = RestoreAttempt(jetStream, change)
        let upload: RestoreUpload
        do {
            upload = RestoreUpload(jetStream.client, subject: try await attempt.begin())
        } catch {
            // Without an answer the server may have begun all the same.
            guard error.cause?.mayHaveBeenSent == true else { throw error.asChangeFailure }
            throw await takenBack(attempt, .unknown, error.codeName, error.message)
        }
        let reply: JSONObject
        do {
            reply = try await send(upload, attempt, change)
        } catch let failure {
            throw await takenBack(attempt, .waits(upload.subject), failure.code, failure.message)
        }
        let info = StreamInfo(json: reply)
        let comparison = RestoreComparison(info.state, of: change)
        if case .differs(let how) = comparison {
            throw await takenBack(
                attempt, .isOver, "restore_differs", "The restored stream is not what was backed up: \(how).")
        }
        let consumers = await RestoredConsumers(jetStream: jetStream, change: change).comparison(with: comparison)
        if let how = consumers?.differs.first {
            throw await takenBack(
                attempt, .isOver, "restore_differs", "The restored stream is not what was backed up: \(how).")
        }
        let trouble = await attempt.unmark(info.configuration)
        let words = [Self.words(comparison), Self.words(consumers, change), trouble].compactMap(\.self)
        return Performed(outcome: Self.outcome(info, consumers), verification: words.joined(separator: "; "))
    }

    private static func words(_ comparison: RestoreComparison) -> String {
        if case .explained(let why) = comparison { return "the server's answer fits the archive: \(why)" }
        return "the server's answer has every message and consumer of the archive"
    }

    private static func words(_ consumers: ConsumerComparison?, _ change: StreamRestore) -> String? {
        guard let consumers else { return nil }
        let words = consumers.words ?? "all consumers stand where the archive has them"
        return change.archive.isOfCluster ? "\(words) (\(RestoredArchive.rolledBack))" : words
    }

    private static func outcome(_ info: StreamInfo, _ consumers: ConsumerComparison?) -> JSONObject {
        var outcome: JSONObject = [
            "restored": true, "messages": JSONValue(info.state.messages), "bytes": JSONValue(info.state.bytes),
            "first_seq": JSONValue(info.state.firstSequence), "last_seq": JSONValue(info.state.lastSequence),
            "consumers": JSONValue(info.state.consumerCount),
        ]
        if let consumers { outcome.append("positions", .object(consumers.json)) }
        return outcome
    }

    /// Sends all the bytes and tells what the server made of them.
    private func send(
        _ begun: RestoreUpload, _ attempt: RestoreAttempt, _ change: StreamRestore
    ) async throws(ChangeFailure) -> JSONObject {
        var upload = begun
        do {
            let facts = try await jetStream.client.connect(timeout: jetStream.timeout)
            let size = min(RestoreUpload.chunkSize, facts.maximumPayload)
            var hasher = try SHA256Hasher()
            let source = source
            var chunk = try await source.read(at: 0, limit: size)
            var offset = UInt64(chunk.count)
            while !chunk.isEmpty {
                // The next one is read while this one is sent.
                let place = offset
                async let next = source.read(at: place, limit: size)
                try hasher.update(chunk)
                try await upload.send(chunk)
                progress(upload.acknowledged)
                chunk = try await next
                offset += UInt64(chunk.count)
                if Task.isCancelled { throw NATSError(.cancelled, "The restore was cancelled.") }
            }
            try await upload.settle()
            progress(upload.acknowledged)
            guard offset == source.size, try await !source.hasChanged() else {
                throw ChangeFailure(code: "file_changed", message: "The archive was changed while it was read.")
            }
            let found = Hex.encode(try hasher.finish())
            if let digest, digest != found {
                throw ChangeFailure(
                    code: "archive_damaged", message: "The archive's SHA-256 is \(found); when it was written it was \(digest).")
            }
            return try await Self.ended(upload, attempt, change)
        } catch let error as ChangeFailure {
            throw error
        } catch let error as JetStreamError {
            throw ChangeFailure(code: error.codeName, message: error.message)
        } catch let error as NATSError {
            throw ChangeFailure(code: error.code.rawValue, message: error.message)
        } catch let error as PlatformError {
            throw ChangeFailure(code: error.code, message: error.description)
        } catch {
            throw ChangeFailure(code: "internal", message: "the archive could not be sent")
        }
    }

    /// Says that those were all. An answer that was lost says nothing about the stream.
    private static func ended(
        _ upload: RestoreUpload, _ attempt: RestoreAttempt, _ change: StreamRestore
    ) async throws(JetStreamError) -> JSONObject {
        do {
            return try await upload.finish()
        } catch {
            if error.cause?.mayHaveBeenSent == true, let reply = await attempt.finished(change) { return reply }
            throw error
        }
    }

    /// Deletes what this restore made, and tells why it failed and what is left.
    private func takenBack(
        _ attempt: RestoreAttempt, _ server: RestoreAttempt.ServerSide, _ code: String, _ message: String
    ) async -> ChangeFailure {
        let begin = message.hasSuffix(".") ? message : message + "."
        switch await attempt.takeBack(server) {
        case .gone:
            return ChangeFailure(
                code: code,
                message: "\(begin) Nothing of \(quoted(attempt.stream)) is left: what was restored so far is deleted.",
                details: ["left": false])
        case .left(let why):
            return ChangeFailure(
                code: code,
                message: "\(begin) A part of \(quoted(attempt.stream)) may be left and could not be deleted: \(why). "
                    + "\(attempt.sign) Delete it with stream_del before the restore is tried again.",
                details: ["left": true])
        }
    }
}
