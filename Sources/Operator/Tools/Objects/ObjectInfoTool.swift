public import JSON
import JetStream
import Model

/// Tells about an object, or about a bucket of objects.
public struct ObjectInfoTool: Tool {
    public let name = "object_info"
    public let title = "Describe an object or its bucket"
    public let description =
        "Describes one object without reading its bytes: size, chunks, digest, headers, metadata, link. Without `name`: "
        + "the bucket."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let object = Field<String?>.optionalText(
        "name", "The object's name; left out, the bucket itself is described.", aliases: ["file"])

    private static let orphans = Field<Bool>.flag("orphans", "Look for chunks that no object has.").terse()

    public let fields: [any FieldShape] = [ObjectFields.bucket, object, orphans, Budget.field]

    public let output: JSONObject = [
        "bucket": ["type": "string"],
        "object": ["type": "object", "description": "name, size, chunks, modified, digest, link, headers, metadata."],
        "info": ["type": "object", "description": "The bucket: bytes, max_bytes, ttl, storage, replicas, sealed, metadata."],
        "orphans": [
            "type": "array", "items": ["type": "object"],
            "description": "nuid, chunks, last_written. What was written a moment ago may be a put that goes on.",
        ],
        "orphans_left_out": ["type": "integer", "description": "Others, for which there was no room."],
        "untrusted": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let name = try arguments(ObjectFields.bucket)
        let budget = Budget(try arguments(Budget.field), context.services.target, query: ["bucket": .string(name)])
        let bucket = try await ObjectLookup.bucket(name, context)
        guard let object = try arguments(Self.object) else {
            var info = Self.shown(bucket, budget)
            await ReasonRows(bucket.info).add(
                to: &info, full: false, or: "stream_info stream=\(bucket.info.name) detail=full", context)
            for member in ["reasons", "differs_from_usual"] where !budget.fits(info) { info[member] = nil }
            var result: JSONObject = ["bucket": .string(name), "info": .object(info)]
            if try arguments(Self.orphans) { try await lookForOrphans(bucket, budget, &result, context) }
            result.append("untrusted", .string(Untrusted.note))
            return result
        }
        guard try !arguments(Self.orphans) else {
            throw ToolFailure("invalid_argument", "`orphans` are looked for in a whole bucket: leave `name` out.")
        }
        let entry = try await ObjectLookup.entry(object, in: bucket, context)
        return [
            "bucket": .string(name),
            "object": .object(ObjectRows.fitting(entry, budget, full: context.payloads(.full))),
            "untrusted": .string(Untrusted.note),
        ]
    }

    private func lookForOrphans(
        _ bucket: ObjectBucket, _ budget: Budget, _ result: inout JSONObject, _ context: ToolContext
    ) async throws(ToolFailure) {
        let orphans: ObjectOrphans
        do {
            orphans = try await context.jetStream.orphans(of: bucket, storedUntil: nil, limit: Self.orphansShown)
        } catch {
            throw ToolFailure(error)
        }
        var budget = budget
        _ = budget.take(result, isFirst: true)
        var rows: [JSONValue] = []
        for orphan in orphans.found {
            let row: JSONObject = [
                "nuid": .string(orphan.nuid), "chunks": JSONValue(orphan.chunks), "last_written": .string(orphan.written),
            ]
            guard budget.take(row, isFirst: rows.isEmpty) else { break }
            rows.append(.object(row))
        }
        result.append("orphans", .array(rows))
        let more = orphans.more + UInt64(orphans.found.count - rows.count)
        if more > 0 { result.append("orphans_left_out", JSONValue(more)) }
    }

    private static let orphansShown = 500
    /// Fields of the stream that a bucket's own words tell of.
    private static let told: Set<String> = [
        "name", "subjects", "description", "metadata", "max_age", "max_bytes", "storage", "num_replicas", "sealed", "compression",
        "duplicate_window",
    ]

    private static func shown(_ bucket: ObjectBucket, _ budget: Budget) -> JSONObject {
        var row = ObjectRows.bucket(bucket.name, bucket.info)
        row["messages"] = JSONValue(bucket.info.state.messages)
        row["created"] = .string(bucket.info.created)
        let members = bucket.info.configuration.json["metadata"]?.object?.members ?? []
        let own: JSONObject = [
            "metadata": .object(JSONObject(uniqueMembers: members.filter { !$0.key.hasPrefix("_nats.") }))
        ]
        if let metadata = ReasonRows.bare(own)["metadata"], metadata.object?.isEmpty == false { row["metadata"] = metadata }
        let unusual = ReasonRows.unusual(bucket.info, but: told)
        if !unusual.isEmpty { row.append("differs_from_usual", .object(unusual)) }
        for member in ["metadata", "description"] where !budget.fits(row) { row[member] = nil }
        return row
    }
}
