public import Guard
import JSON
import Model
import NATS
import Platform

/// Carries out changes of what is kept of an object. A new name is written first and the old one goes then, so that there is no
/// moment without the object; where somebody replaced or deleted it in between, the new name is taken back.
public struct ObjectEditor: Performer {
    let jetStream: JetStreamClient

    public init(_ jetStream: JetStreamClient) { self.jetStream = jetStream }

    public func answer(_ question: Question) async -> Fact { await jetStream.answer(question) }

    public func perform(_ cleared: consuming Cleared<ObjectEdit>) async throws(ChangeFailure) -> Performed {
        let edit = cleared.change
        guard let present = edit.present else {
            throw ChangeFailure(code: "object_not_found", message: "there is no such object")
        }
        let bucket: ObjectBucket
        do {
            bucket = try await jetStream.writableObjectBucket(edit.bucket)
            if edit.newName != nil { try await ObjectChunks(jetStream, bucket: edit.bucket).checkErasable() }
        } catch {
            throw error.asChangeFailure
        }
        let meta = edit.fields.applied(to: present.meta).named(edit.newName ?? edit.name, in: edit.bucket)
        let write = ObjectMetaWrite(
            jetStream: jetStream, bucket: bucket, meta: meta, present: edit.newName == nil ? present : edit.replaced)
        switch await write.write(fence: nil) {
        case .refused(let error): throw error.asChangeFailure
        case .unknown(let error):
            throw ChangeFailure(code: error.codeName, message: error.message, outcomeUnknown: true)
        case .stored(let sequence):
            let outcome: JSONObject = ["name": .string(meta.name), "sequence": JSONValue(sequence)]
            guard let newName = edit.newName else { return Performed(outcome: outcome) }
            return try await renamed(present, newName, sequence, bucket, outcome)
        }
    }

    /// Takes the old name away, if it still is what was renamed.
    private func renamed(
        _ old: ObjectEntry, _ newName: String, _ sequence: UInt64, _ bucket: ObjectBucket, _ outcome: JSONObject
    ) async throws(ChangeFailure) -> Performed {
        let free = jetStream.within(TimeBudget(.seconds(30)))
        let name = bucket.name
        return try await CleanUps.shared.run { () async -> Result<Performed, ChangeFailure> in
            switch await free.forgotten(ObjectNames.meta(old.name, bucket: name), through: old.sequence, in: name) {
            case .success(let count) where count > 0: return .success(Performed(outcome: outcome))
            case .success:
                let back = await free.forgotten(ObjectNames.meta(newName, bucket: name), through: sequence, in: name)
                let words =
                    switch back {
                    case .success: "the object keeps its name"
                    case .failure(let error): "and the new name could not be taken back (\(error.message)): delete it"
                    }
                return .failure(
                    ChangeFailure(
                        code: JetStreamError.Code.objectChanged.rawValue,
                        message: "meanwhile the object was replaced or deleted by somebody else: \(words)"))
            case .failure(let error):
                return .success(
                    Performed(
                        outcome: outcome,
                        verification: "the old name is still there as well, as it could not be taken away (\(error.message)): "
                            + "both have the same bytes, and deleting either deletes them"))
            }
        }.get()
    }
}

extension JetStreamClient {
    /// Removes what a subject of a bucket has up to a sequence, tried again for as long as there is time.
    /// - Returns: how many messages that were.
    fileprivate func forgotten(
        _ subject: String, through sequence: UInt64, in bucket: String
    ) async -> Result<UInt64, JetStreamError> {
        while true {
            do throws(JetStreamError) {
                return .success(try await purge(bucket, subject: subject, below: sequence &+ 1))
            } catch {
                guard error.mayPass, let left = budget?.left, left > .zero else { return .failure(error) }
            }
            await BlockingCall.run { BlockingCall.pause(.milliseconds(200)) }
        }
    }
}

extension ObjectEdit.Fields {
    /// What is not named stays, and so does what this program does not know.
    func applied(to meta: ObjectMeta) -> ObjectMeta {
        var json = meta.json
        if let description { json["description"] = description.isEmpty ? nil : .string(description) }
        if let headers {
            let lists = ObjectMeta.lists(headers)
            json["headers"] = lists.isEmpty ? nil : .object(lists)
        }
        if let metadata {
            let texts = ObjectMeta.texts(metadata)
            json["metadata"] = texts.isEmpty ? nil : .object(texts)
        }
        json["mtime"] = .string(ObjectMeta.noTime)
        return ObjectMeta(json: json)
    }
}

extension ObjectMeta {
    /// Headers as a meta has them: each with a list of values.
    static func lists(_ headers: [MessagePublish.Header]) -> JSONObject {
        var lists: JSONObject = [:]
        for header in headers { lists[header.name] = .array((lists[header.name]?.array ?? []) + [.string(header.value)]) }
        return lists
    }

    static func texts(_ metadata: [MessagePublish.Header]) -> JSONObject {
        var texts: JSONObject = [:]
        for entry in metadata { texts[entry.name] = .string(entry.value) }
        return texts
    }
}
