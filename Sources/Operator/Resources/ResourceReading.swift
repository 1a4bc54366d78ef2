import Guard
import JSON
import JetStream
import Model

/// Reads one resource of one system.
struct ResourceReading {
    /// Bytes of a key or an object that are read whole: a resource has no room to say that it was cut.
    static let limit = 256 << 10
    /// Bytes of a document.
    private static let documentLimit = 60_000

    let context: ToolContext

    func read(_ thing: ResourceAddress.Thing) async throws(ToolFailure) -> ResourceContent {
        switch thing {
        case .server: return try await document(ServerInfo(), [:])
        case .stream(let name):
            return try await document(
                StreamInfoTool(), ["stream": .string(name), "detail": "full", "max_bytes": JSONValue(Self.documentLimit)])
        case .bucket(let bucket): return try await document(KeyInfo(), ["bucket": .string(bucket)])
        case .objectBucket(let bucket): return try await document(ObjectInfoTool(), ["bucket": .string(bucket)])
        case .key(let bucket, let key): return try await value(of: key, in: bucket)
        case .object(let bucket, let name): return try await object(name, in: bucket)
        case .guide, .rule: throw ToolFailure("internal", "this needs no system")
        }
    }

    /// What a tool would tell, whether or not it is among those offered.
    private func document(_ tool: any Tool, _ arguments: JSONObject) async throws(ToolFailure) -> ResourceContent {
        ResourceContent(try await context.services.shown(by: tool, arguments, context))
    }

    private func value(of key: String, in bucket: String) async throws(ToolFailure) -> ResourceContent {
        try context.services.disclosure.check(["bucket": .string(bucket), "key": .string(key)])
        let entry: KeyValueEntry
        do {
            entry = try await context.jetStream.entry(bucket: bucket, key: key)
        } catch  where error.code == .bucketNotFound {
            throw await StreamLookup.missingBucket(bucket, context)
        } catch {
            throw ToolFailure(error)
        }
        guard entry.operation == .put else {
            throw ToolFailure(
                "key_deleted", "Key \(quoted(key)) was deleted at revision \(entry.revision), \(entry.created).",
                next: "kv_history shows what it was.")
        }
        try check(UInt64(entry.size), tool: "kv_get")
        return ResourceContent(
            stored: entry.value, details: ["revision": JSONValue(entry.revision), "created": .string(entry.created)])
    }

    private func object(_ name: String, in bucket: String) async throws(ToolFailure) -> ResourceContent {
        try context.refuseHidden(name, in: bucket)
        let place = try await ObjectLookup.bucket(bucket, context)
        let entry = try await ObjectLookup.entry(name, in: place, context)
        do {
            let source = try await context.jetStream.followed(entry, in: place)
            try context.refuseHidden(source.entry.name, in: source.bucket.name)
            try check(source.entry.meta.size, tool: "object_get")
            let bytes = try await context.jetStream.withObject(source.entry, in: source.bucket) { content in
                var bytes: [UInt8] = []
                while let chunk = try await content.next() { bytes += chunk }
                return bytes
            }
            var details: JSONObject = ["modified": .string(source.entry.modified)]
            if let digest = source.entry.meta.digest { details.append("digest", .string(digest)) }
            return ResourceContent(stored: bytes, details: details)
        } catch let error as ToolFailure {
            throw error
        } catch let error as JetStreamError {
            throw ObjectLookup.failure(error, name, bucket)
        } catch {
            throw ToolFailure("internal", "the object could not be read")
        }
    }

    /// That all of it may be told.
    private func check(_ size: UInt64, tool: String) throws(ToolFailure) {
        let cap = context.services.disclosure.payloads
        guard cap == .full || (cap == .preview && size <= UInt64(PayloadMode.previewBytes)) else {
            throw ToolFailure(
                "hidden", "It has \(size) bytes, and this program was started with --payloads \(cap.rawValue).",
                next: "\(tool) shows as much of it as may be shown.")
        }
        guard size <= UInt64(Self.limit) else {
            throw ToolFailure(
                "too_large", "It has \(size) bytes; a resource has \(Self.limit) at most.",
                next: "\(tool) shows its beginning" + (tool == "object_get" ? ", or puts all of it into a file." : "."))
        }
    }
}
