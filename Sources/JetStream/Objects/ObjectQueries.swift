import JSON
public import Model

extension ObjectEntry {
    /// What a meta message says. One that cannot be read still has its name: its `meta` is empty.
    init(_ message: StoredMessage) {
        let json = (try? JSONParser().parse(message.payload).object) ?? [:]
        let meta = ObjectMeta(json: json)
        self.init(
            name: ObjectNames.name(ofMeta: message.subject) ?? (meta.name.isEmpty ? message.subject : meta.name), meta: meta,
            sequence: message.sequence, modified: message.time)
    }

    /// Whether its meta is what an object store writes.
    public var isReadable: Bool { !meta.json.isEmpty }
}

extension JetStreamClient {
    /// The latest entry of a name, also where that is a deletion; nil where there is none.
    /// - Parameter fromLeader: a direct get may be answered by a replica that lags behind; whoever wants to change something
    ///   asks the leader.
    public func object(
        _ name: String, in bucket: ObjectBucket, fromLeader: Bool = false
    ) async throws(JetStreamError) -> ObjectEntry? {
        let selector = MessageSelector.last(subject: ObjectNames.meta(name, bucket: bucket.subjectName))
        if !fromLeader, bucket.info.configuration.allowsDirectGet || bucket.info.configuration.mirrorAllowsDirectGet {
            do {
                if let message = try await directMessage(of: bucket.info.name, selector) { return ObjectEntry(message) }
            } catch  where error.code == .messageNotFound {
                // Only a miss is worth the second look.
            }
        }
        do {
            return ObjectEntry(try await message(of: bucket.info.name, selector, direct: false))
        } catch  where error.code == .messageNotFound {
            return nil
        }
    }

    /// An object that can be read.
    /// - Throws: `.objectNotFound`; `.objectDeleted`, which says when; `.objectDamaged` where its meta cannot be read.
    public func existingObject(_ name: String, in bucket: ObjectBucket) async throws(JetStreamError) -> ObjectEntry {
        guard let entry = try await object(name, in: bucket) else {
            throw JetStreamError(.objectNotFound, "bucket \(bucket.name) has no object of this name")
        }
        guard entry.isReadable else {
            throw JetStreamError(.objectDamaged, "what stands in the object's place (\(entry.modified)) is no object's meta")
        }
        guard !entry.meta.isDeleted else {
            throw JetStreamError(.objectDeleted, "the object was deleted at \(entry.modified)")
        }
        return entry
    }

    /// Where the bytes of an object are: its own place, or that of the one it links to. One link is followed, no chain.
    /// - Throws: `.linkNotReadable` where a link leads to a whole bucket, to another link, or to nothing.
    public func followed(
        _ entry: ObjectEntry, in bucket: ObjectBucket
    ) async throws(JetStreamError) -> (entry: ObjectEntry, bucket: ObjectBucket) {
        guard let link = entry.meta.link else { return (entry, bucket) }
        guard let name = link.name else {
            throw JetStreamError(.linkNotReadable, "the object is a link to the whole bucket \(link.bucket), which has no bytes")
        }
        let found: ObjectEntry
        let place: ObjectBucket
        do {
            place = try await objectBucket(link.bucket)
            found = try await existingObject(name, in: place)
        } catch  where [.bucketNotFound, .objectNotFound, .objectDeleted].contains(error.code) {
            throw JetStreamError(.linkNotReadable, "the object is a link to another one, and there \(error.message)")
        }
        guard found.meta.link == nil else {
            throw JetStreamError(.linkNotReadable, "the object is a link to another link, which is not followed")
        }
        return (found, place)
    }
}
