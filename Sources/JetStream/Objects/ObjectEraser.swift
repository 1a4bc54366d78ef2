public import Guard
import JSON
import Model
import NATS
import Platform

/// Carries out deletions of objects: the mark first, then the chunks, so that nobody meets an object without its bytes.
public struct ObjectEraser: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ObjectDelete>) async throws(ChangeFailure) -> Performed {
        let deletion = cleared.change
        guard let present = deletion.present else {
            throw ChangeFailure(code: "object_not_found", message: "there is no such object")
        }
        let bucket: ObjectBucket
        do {
            bucket = try await jetStream.writableObjectBucket(deletion.bucket)
            if present.meta.hasChunks { try await ObjectChunks(jetStream, bucket: deletion.bucket).checkErasable() }
        } catch {
            throw error.asChangeFailure
        }
        let write = ObjectMetaWrite(
            jetStream: jetStream, bucket: bucket, meta: present.meta.deleted.named(deletion.name, in: deletion.bucket),
            present: present)
        switch await write.write(fence: nil) {
        case .refused(let error): throw error.asChangeFailure
        case .unknown(let error):
            throw ChangeFailure(code: error.codeName, message: error.message, outcomeUnknown: true)
        case .stored(let sequence):
            let deleted: JSONObject = [
                "size": JSONValue(present.meta.size), "chunks": JSONValue(present.meta.chunks),
                "modified": .string(present.modified),
            ]
            let problem =
                present.meta.hasChunks ? await jetStream.erased(present.meta.nuid, bucket: deletion.bucket) : nil
            return Performed(
                outcome: ["sequence": JSONValue(sequence), "deleted": .object(deleted)], verification: problem)
        }
    }
}

extension ObjectMeta {
    /// With the name and bucket it is stored under, where it says none or another.
    func named(_ name: String, in bucket: String) -> ObjectMeta {
        var meta = self
        meta.json["name"] = .string(name)
        meta.json["bucket"] = .string(bucket)
        return meta
    }
}
