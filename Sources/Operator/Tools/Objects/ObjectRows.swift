import JSON
import JetStream
import Model
import NATS
import Platform

/// Objects and their buckets as results show them.
enum ObjectRows {
    /// `{name, size, chunks, modified, digest?, link?, deleted?, description?}`
    static func concise(_ entry: ObjectEntry) -> JSONObject {
        let meta = entry.meta
        var row: JSONObject = ["name": .string(entry.name)]
        guard entry.isReadable else {
            row.append("unreadable", true)
            row.append("modified", .string(entry.modified))
            return row
        }
        if meta.isDeleted {
            row.append("deleted", true)
        } else if let link = meta.link {
            row.append("link", .object(link.json))
        } else {
            row.append("size", JSONValue(meta.size))
            row.append("chunks", JSONValue(meta.chunks))
        }
        row.append("modified", .string(entry.modified))
        if let digest = meta.digest { row.append("digest", .string(digest)) }
        if let description = meta.description { row.append("description", .string(description)) }
        return row
    }

    /// The same with all that is kept of it.
    static func full(_ entry: ObjectEntry, _ view: PayloadView) -> JSONObject {
        let meta = entry.meta
        var row = concise(entry)
        if let size = meta.maximumChunkSize { row.append("chunk_size", JSONValue(size)) }
        if !meta.headers.isEmpty { row.append("headers", .object(view.headers(fields(meta.headers)))) }
        if !meta.metadata.isEmpty { row.append("metadata", .object(view.headers(fields(meta.metadata)))) }
        row.append("sequence", JSONValue(entry.sequence))
        if !meta.nuid.isEmpty { row.append("nuid", .string(meta.nuid)) }
        return row
    }

    /// The same, shorter where it would not fit even alone.
    /// - Parameter view: for all that is kept of it; nil: `concise`.
    static func fitting(_ entry: ObjectEntry, _ budget: Budget, full view: PayloadView? = nil) -> JSONObject {
        var row = view.map { full(entry, $0) } ?? concise(entry)
        for member in ["metadata", "headers", "description", "link"] where !budget.fits(row) {
            row[member] = nil
            row["left_out"] = "too large for max_bytes"
        }
        return row
    }

    /// `{bucket, bytes, max_bytes?, ttl?, storage, replicas, sealed?, …}`
    static func bucket(_ name: String, _ info: StreamInfo) -> JSONObject {
        let json = info.configuration.json
        var row: JSONObject = ["bucket": .string(name), "bytes": JSONValue(info.state.bytes)]
        if let limit = json["max_bytes"]?.int64, limit > 0 { row.append("max_bytes", JSONValue(limit)) }
        if let age = json["max_age"]?.int64, age > 0 { row.append("ttl", .string(DurationText.text(.nanoseconds(age)))) }
        row.append("storage", .string(info.configuration.storage))
        row.append("replicas", JSONValue(info.configuration.replicas))
        if let compression = json["compression"]?.string, compression != "none" {
            row.append("compression", .string(compression))
        }
        if info.configuration.isSealed { row.append("sealed", true) }
        if let origin = info.configuration.mirror { row.append("mirror", .string(origin)) }
        if let time = info.state.lastTime { row.append("last_write", .string(time)) }
        if let description = json["description"]?.string, !description.isEmpty {
            row.append("description", .string(description))
        }
        return row
    }

    /// Headers have lists of values, metadata one each.
    private static func fields(_ object: JSONObject) -> NATSHeaders {
        var fields: NATSHeaders = [:]
        for member in object.members {
            for value in member.value.array ?? [member.value] { fields.append(member.key, value.string ?? value.text) }
        }
        return fields
    }
}
