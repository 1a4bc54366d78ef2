import Guard
public import JSON
import JetStream
import Model

/// Lists buckets of objects, or the objects of one.
public struct ObjectList: Tool {
    public let name = "object_ls"
    public let title = "List objects or their buckets"
    public let description =
        "Lists the objects of a bucket, oldest change first: name, size, chunks, when written, digest, link. Without "
        + "`bucket` lists the object buckets."
    public let effect = Effect.read
    public let scope = Scope.nats

    private static let bucket = Field<String?>.optionalText(
        "bucket", "The object bucket's name (without OBJ_); left out, the buckets are listed.")
    private static let filter = Field<String?>.optionalText(
        "filter", "Only names that match: `*` stands for any characters, as in backup/*.")
    private static let names = Field<Bool>.flag("names", "Names only.").terse()
    private static let deleted = Field<Bool>.flag("deleted", "Deleted objects too.").terse()
    private static let limit = Field<Int>.count("limit", "Rows in one result at most.", in: 1...1000, default: 100).terse()

    public let fields: [any FieldShape] = [
        bucket, filter, names, deleted, Detail.field, limit, Cursor.field, Budget.field,
    ]

    public let output: JSONObject = [
        "bucket": ["type": "string"],
        "objects": ["type": "array", "items": ["type": "object"], "description": "Oldest change first."],
        "buckets": ["type": "array", "items": ["type": "object"], "description": "In order of name."],
        "truncated": ["type": "boolean"],
        "next_cursor": ["type": "string", "description": "Give it as `cursor` to go on."],
        "missing": ["type": "array", "items": ["type": "string"], "description": "Streams whose leader did not answer."],
        "offline": ["type": "object", "description": "Streams the server cannot serve, with its reason."],
        "untrusted": ["type": "string"],
    ]

    public init() {}

    /// What a page takes in.
    private struct Order {
        let pattern: NamePattern?
        let namesOnly: Bool
        let deleted: Bool
        let detail: Detail
        let limit: Int
        let query: JSONObject
        let view: PayloadView
    }

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let bucket = try arguments(Self.bucket)
        let filter = try arguments(Self.filter)
        let deleted = try arguments(Self.deleted)
        let query: JSONObject = [
            "bucket": bucket.map { .string($0) } ?? nil, "filter": filter.map { .string($0) } ?? nil, "deleted": .bool(deleted),
        ]
        let order = Order(
            pattern: filter.map(NamePattern.init), namesOnly: try arguments(Self.names), deleted: deleted,
            detail: try arguments(Detail.field), limit: try arguments(Self.limit), query: query, view: context.payloads(.full))
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        guard let bucket else { return try await buckets(order, position, &budget, context) }
        return try await objects(bucket, order, position?["sequence"]?.uint64, &budget, context)
    }

    // MARK: Objects

    private func objects(
        _ name: String, _ order: Order, _ from: UInt64?, _ budget: inout Budget, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        let bucket = try await ObjectLookup.bucket(name, context)
        var page = Page()
        do {
            // Each name has one message, so that those from a sequence on are the latest ones of their names.
            page = try await context.jetStream.withObjects(of: bucket, from: from) { entries throws(JetStreamError) in
                var page = Page()
                while let entry = try await entries.next() {
                    let isWanted = (order.deleted || !entry.meta.isDeleted) && (order.pattern?.matches(entry.name) ?? true)
                    if isWanted {
                        let row = Self.row(entry, order, page.rows.isEmpty ? budget : nil)
                        guard page.rows.count < order.limit, budget.take(row, isFirst: page.rows.isEmpty) else {
                            page.next = entry.sequence
                            break
                        }
                        page.rows.append(.object(row))
                    } else if context.isShortOfTime {
                        page.next = entry.sequence &+ 1
                        break
                    }
                }
                return page
            }
        } catch {
            throw ToolFailure(error)
        }
        var result: JSONObject = ["bucket": .string(name), "objects": .array(page.rows), "truncated": .bool(page.next != nil)]
        if let next = page.next {
            let cursor = Cursor(tool: self.name, query: order.query, position: ["sequence": JSONValue(next)])
            result.append("next_cursor", .string(cursor.text))
        }
        result.append("untrusted", .string(Untrusted.note))
        return result
    }

    private struct Page: Sendable {
        var rows: [JSONValue] = []
        /// Where the next one begins.
        var next: UInt64?
    }

    private static func row(_ entry: ObjectEntry, _ order: Order, _ alone: Budget?) -> JSONObject {
        if order.namesOnly { return ["name": .string(entry.name)] }
        if let alone { return ObjectRows.fitting(entry, alone, full: order.detail == .full ? order.view : nil) }
        return order.detail == .full ? ObjectRows.full(entry, order.view) : ObjectRows.concise(entry)
    }

    // MARK: Buckets

    private func buckets(
        _ order: Order, _ position: JSONObject?, _ budget: inout Budget, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        var rows: [JSONValue] = []
        // Mirrors have no subjects to be found by, so all streams are gone through.
        var walk = StreamWalk(context)
        let more = try await walk.run(from: position) { stream in
            guard let name = ObjectNames.bucket(ofStream: stream.name), order.pattern?.matches(name) ?? true else { return true }
            var row = order.namesOnly ? ["bucket": .string(name)] : ObjectRows.bucket(name, stream)
            if rows.isEmpty, !budget.fits(row) { row["description"] = nil }
            guard rows.count < order.limit, budget.take(row, isFirst: rows.isEmpty) else { return false }
            rows.append(.object(row))
            return true
        }
        var result: JSONObject = ["buckets": .array(rows), "truncated": .bool(more)]
        if more, let position = walk.position {
            result.append("next_cursor", .string(Cursor(tool: name, query: order.query, position: position).text))
        }
        walk.append(to: &result)
        result.append("untrusted", .string(Untrusted.note))
        return result
    }
}
