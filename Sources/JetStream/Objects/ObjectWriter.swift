public import Guard
import JSON
import Model
import NATS
import Platform

/// Carries out puts of objects: chunks, then the meta that makes them visible, then what it replaced is erased. Whatever
/// fails before the meta is stored, a cancellation too, is taken back.
public struct ObjectWriter: Performer {
    let jetStream: JetStreamClient
    let source: any ObjectSource
    let progress: @Sendable (UInt64) -> Void

    public static let defaultChunkSize = 128 << 10

    /// - Parameters:
    ///   - jetStream: with the time the whole transfer may take.
    ///   - progress: bytes the server has stored so far.
    public init(
        _ jetStream: JetStreamClient, _ source: any ObjectSource, progress: @escaping @Sendable (UInt64) -> Void = { _ in }
    ) {
        self.jetStream = jetStream
        self.source = source
        self.progress = progress
    }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ObjectPut>) async throws(ChangeFailure) -> Performed {
        let put = cleared.change
        var chunks = ObjectChunks(jetStream, bucket: put.bucket)
        let bucket: ObjectBucket
        let chunkSize: Int
        do {
            bucket = try await jetStream.writableObjectBucket(put.bucket)
            chunkSize = try await self.chunkSize(put, bucket)
            if put.link == nil { try await chunks.checkErasable() }
        } catch {
            throw error.asChangeFailure
        }
        if put.link != nil { return try await link(put, bucket) }
        let meta: ObjectMeta
        do {
            let digest = try await send(put, &chunks, chunkSize)
            meta = put.meta(nuid: chunks.nuid, chunks: chunks.count, chunkSize: chunkSize, digest: ObjectDigest.text(digest))
        } catch {
            throw await takenBack(chunks, error.code, error.message)
        }
        let fence = put.present?.meta ?? meta.deleted
        let write = ObjectMetaWrite(jetStream: jetStream, bucket: bucket, meta: meta, present: put.present)
        switch await write.write(fence: fence) {
        case .stored(let sequence): return await finished(put, meta, sequence)
        case .refused(let error): throw await takenBack(chunks, error.codeName, error.message)
        case .unknown(let error):
            throw ChangeFailure(
                code: error.codeName,
                message: "\(error.message) Whether the object is there is not known. If it is not, its chunks lie under "
                    + "\(chunks.subject)", outcomeUnknown: true)
        }
    }

    /// A link is its meta alone.
    private func link(_ put: ObjectPut, _ bucket: ObjectBucket) async throws(ChangeFailure) -> Performed {
        let meta = put.meta(nuid: ObjectNames.newNUID(), chunks: 0, chunkSize: 0, digest: "")
        let write = ObjectMetaWrite(jetStream: jetStream, bucket: bucket, meta: meta, present: put.present)
        switch await write.write(fence: put.present?.meta ?? meta.deleted) {
        case .stored(let sequence): return await finished(put, meta, sequence)
        case .refused(let error): throw error.asChangeFailure
        case .unknown(let error):
            throw ChangeFailure(code: error.codeName, message: error.message, outcomeUnknown: true)
        }
    }

    /// The chunk size asked for, or the usual one where the server and the bucket take it.
    private func chunkSize(_ put: ObjectPut, _ bucket: ObjectBucket) async throws(JetStreamError) -> Int {
        let facts: NATSServerFacts
        do {
            facts = try await jetStream.client.connect(timeout: jetStream.timeout)
        } catch {
            throw JetStreamError(error)
        }
        let limit = bucket.info.configuration.json["max_msg_size"]?.int ?? -1
        let largest = min(facts.maximumPayload, limit > 0 ? limit : .max)
        guard let wanted = put.chunkSize else { return max(1, min(Self.defaultChunkSize, largest)) }
        guard wanted <= largest else {
            throw JetStreamError(
                .refused,
                "a chunk of \(wanted) bytes is too large: the server and the bucket take up to \(largest)")
        }
        return wanted
    }

    /// Sends all the bytes and tells their digest.
    private func send(
        _ put: ObjectPut, _ chunks: inout ObjectChunks, _ chunkSize: Int
    ) async throws(ChangeFailure) -> [UInt8] {
        do {
            var hasher = try SHA256Hasher()
            var offset: UInt64 = 0
            while true {
                let chunk = try await source.read(at: offset, limit: chunkSize)
                if chunk.isEmpty { break }
                try hasher.update(chunk)
                offset += UInt64(chunk.count)
                try await chunks.send(chunk)
                progress(chunks.acknowledgedBytes)
            }
            try await chunks.settle()
            guard offset == put.size, try await !source.hasChanged() else {
                throw ChangeFailure(code: "file_changed", message: "The file was changed while it was read.")
            }
            progress(offset)
            return try hasher.finish()
        } catch let error as ChangeFailure {
            throw error
        } catch let error as JetStreamError {
            throw ChangeFailure(code: error.codeName, message: error.message)
        } catch let error as PlatformError {
            throw ChangeFailure(code: error.code, message: error.description)
        } catch {
            throw ChangeFailure(code: "internal", message: "the object could not be sent")
        }
    }

    /// Erases the chunks, and tells why the put failed and what is left of it.
    private func takenBack(_ chunks: ObjectChunks, _ code: String, _ message: String) async -> ChangeFailure {
        let begin = message.hasSuffix(".") ? message : message + "."
        guard let problem = await chunks.erase() else {
            return ChangeFailure(
                code: code, message: "\(begin) The object was not written, and the chunks sent so far are erased again.")
        }
        return ChangeFailure(
            code: code,
            message: "\(begin) The object was not written, but the \(chunks.count) chunks sent so far could not be erased "
                + "(\(problem.message)): they take room under \(chunks.subject) of stream "
                + "\(ObjectNames.stream(ofBucket: chunks.bucket)) until somebody purges that subject.")
    }

    /// The object is there; what it replaced goes.
    private func finished(_ put: ObjectPut, _ meta: ObjectMeta, _ sequence: UInt64) async -> Performed {
        var outcome: JSONObject = [
            "sequence": JSONValue(sequence), "size": JSONValue(meta.size), "chunks": JSONValue(meta.chunks),
        ]
        if let digest = meta.digest { outcome.append("digest", .string(digest)) }
        guard let present = put.present, !present.meta.isDeleted else { return Performed(outcome: outcome) }
        outcome.append("replaced", .object(["size": JSONValue(present.meta.size), "modified": .string(present.modified)]))
        guard present.meta.hasChunks, present.meta.nuid != meta.nuid else { return Performed(outcome: outcome) }
        let problem = await jetStream.erased(present.meta.nuid, bucket: put.bucket)
        return Performed(outcome: outcome, verification: problem)
    }
}

extension JetStreamClient {
    /// Erases the chunks of a version that nothing refers to any more, whatever becomes of the caller.
    /// - Returns: why that was not possible, and where they are; nil when they are gone.
    func erased(_ nuid: String, bucket: String) async -> String? {
        let free = within(TimeBudget(.seconds(30)))
        let subject = ObjectNames.chunks(nuid, bucket: bucket)
        return await CleanUps.shared.run { () -> String? in
            while true {
                do throws(JetStreamError) {
                    _ = try await free.purge(bucket, subject: subject)
                    return nil
                } catch {
                    if error.code == .streamNotFound { return nil }
                    guard error.mayPass, let left = free.budget?.left, left > .zero else {
                        return "the old chunks could not be erased (\(error.message)): they take room under \(subject) until "
                            + "somebody purges that subject of stream \(ObjectNames.stream(ofBucket: bucket))"
                    }
                }
                await BlockingCall.run { BlockingCall.pause(.milliseconds(200)) }
            }
        }
    }
}

extension ObjectPut {
    /// As Go's client writes it: the order of the members too.
    func meta(nuid: String, chunks: UInt64, chunkSize: Int, digest: String) -> ObjectMeta {
        var json: JSONObject = ["name": .string(name)]
        if let description, !description.isEmpty { json.append("description", .string(description)) }
        let lists = ObjectMeta.lists(headers)
        if !lists.isEmpty { json.append("headers", .object(lists)) }
        let texts = ObjectMeta.texts(metadata)
        if !texts.isEmpty { json.append("metadata", .object(texts)) }
        json.append(
            "options", link.map { ["link": .object($0.json)] } ?? ["max_chunk_size": JSONValue(chunkSize)])
        json.append("bucket", .string(bucket))
        json.append("nuid", .string(nuid))
        json.append("size", JSONValue(size))
        json.append("mtime", .string(ObjectMeta.noTime))
        json.append("chunks", JSONValue(chunks))
        if !digest.isEmpty { json.append("digest", .string(digest)) }
        return ObjectMeta(json: json)
    }
}
