public import Model

/// A bucket of objects: its stream, as it was when it was asked for.
public struct ObjectBucket: Sendable, Hashable {
    public let name: String
    public let info: StreamInfo

    init(name: String, info: StreamInfo) {
        self.name = name
        self.info = info
    }

    /// Whose name its subjects carry: a mirror keeps those of its origin.
    var subjectName: String { info.configuration.mirror.flatMap(ObjectNames.bucket) ?? name }
}

extension JetStreamClient {
    /// - Throws: `.bucketNotFound` where there is none of the name.
    public func objectBucket(_ name: String) async throws(JetStreamError) -> ObjectBucket {
        do {
            return ObjectBucket(name: name, info: try await streamInfo(ObjectNames.stream(ofBucket: name)))
        } catch  where error.code == .streamNotFound {
            throw JetStreamError(.bucketNotFound, "there is no object bucket \(name)")
        }
    }
}
