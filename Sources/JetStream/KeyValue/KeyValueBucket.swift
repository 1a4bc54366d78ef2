public import Model

/// A bucket: its stream, and under which subjects the keys lie in it (ADR-8).
public struct KeyValueBucket: Sendable, Hashable {
    public let name: String
    public let info: StreamInfo
    /// `$KV.<bucket>.`; a mirror keeps its origin's.
    public let prefix: String

    public func subject(ofKey key: String) -> String { prefix + key }

    /// Nil for what is no key of this bucket.
    public func key(ofSubject subject: String) -> String? {
        guard subject.hasPrefix(prefix), subject.utf8.count > prefix.utf8.count else { return nil }
        return String(subject.dropFirst(prefix.count))
    }

    /// Values kept of each key; nil where there is no limit, as no bucket made by a client has it.
    public var history: Int64? {
        let count = info.configuration.messagesPerSubject
        return count > 0 ? count : nil
    }
}

extension JetStreamClient {
    /// A bucket as its leader knows it.
    /// - Throws: `.bucketNotFound`.
    public func bucket(_ name: String) async throws(JetStreamError) -> KeyValueBucket {
        let info: StreamInfo
        do {
            info = try await streamInfo(KeyValueNames.stream(ofBucket: name))
        } catch  where error.code == .streamNotFound {
            throw JetStreamError(.bucketNotFound, "there is no bucket \(name)")
        }
        return KeyValueBucket(name: name, info: info, prefix: try await keyPrefix(name, info))
    }

    /// A mirror may be one of a mirror, or rename subjects: what is in it tells best.
    private func keyPrefix(_ bucket: String, _ info: StreamInfo) async throws(JetStreamError) -> String {
        guard let origin = info.configuration.mirror else { return KeyValueNames.subject(bucket: bucket, key: "") }
        if info.state.messages > 0 {
            do {
                let first = try await message(of: info.name, .next(from: 1, subject: "$KV.*.>"), direct: false)
                let tokens = first.subject.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
                if tokens.count == 3 { return KeyValueNames.subject(bucket: String(tokens[1]), key: "") }
            } catch  where error.code == .messageNotFound {
                // Empty by now, or with other subjects.
            }
        }
        return KeyValueNames.subject(bucket: KeyValueNames.bucket(ofStream: origin) ?? origin, key: "")
    }
}
