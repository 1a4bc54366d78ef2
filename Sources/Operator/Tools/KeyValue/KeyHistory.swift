public import JSON
import JetStream

/// Tells the revisions of a key.
public struct KeyHistory: Tool {
    public let name = "kv_history"
    public let title = "History of a key"
    public let description =
        "Tells the revisions of one key that its bucket still has, deletions too, newest first, each with the beginning "
        + "of its value. A whole one: kv_get with `revision`."
    public let effect = Effect.read
    public let scope = Scope.nats

    private enum Order: String, Sendable, CaseIterable { case newest, oldest }

    private static let order = Field<String>.choice("order", "Which revision comes first.", of: Order.self, default: .newest)
        .terse()
    private static let limit = Field<Int>.count("limit", "Revisions in one result at most.", in: 1...500, default: 64).terse()
    private static let payload = PayloadMode.field(default: .preview)

    public let fields: [any FieldShape] = [
        KeyFields.bucket, KeyFields.key, order, limit, payload, Cursor.field, Budget.field,
    ]

    public let output: JSONObject = [
        "bucket": ["type": "string"], "key": ["type": "string"], "revisions": .object(KeyRows.schema),
        "truncated": ["type": "boolean"],
        "next_cursor": ["type": "string", "description": "Give it as `cursor` to go on."], "untrusted": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let key = try arguments(KeyFields.key)
        let order = try arguments(Self.order)
        let name = try arguments(KeyFields.bucket)
        let limit = try arguments(Self.limit)
        try Subjects.check(key, argument: "key")
        let query: JSONObject = ["bucket": .string(name), "key": .string(key), "order": .string(order.rawValue)]
        let position = try Cursor.position(in: try arguments(Cursor.field), tool: self.name, query: query)
        let after = position?["revision"]?.uint64
        let view = context.payloads(try arguments(Self.payload))
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let bucket = try await StreamLookup.bucket(name, context)

        let found: [KeyValueEntry]
        var rows: [JSONValue] = []
        var last: UInt64?
        do throws(JetStreamError) {
            found = try await context.jetStream.revisions(
                of: key, in: bucket, newestFirst: order == .newest, after: after, limit: limit + 1)
            if found.isEmpty, after == nil {
                throw JetStreamError(.keyNotFound, "bucket \(name) has no key \(key)")
            }
            for entry in found.prefix(limit) {
                let whole = view.mode == .none ? entry : try await context.jetStream.withValue(entry, in: bucket)
                var row = KeyRows.row(whole, view, budget, isFirst: rows.isEmpty)
                row["key"] = nil
                guard budget.take(row, isFirst: rows.isEmpty) else { break }
                rows.append(.object(row))
                last = entry.revision
            }
        } catch {
            throw ToolFailure(error)
        }
        let more = rows.count < found.count
        var result: JSONObject = [
            "bucket": .string(name), "key": .string(key), "revisions": .array(rows), "truncated": .bool(more),
        ]
        if more, let last {
            let cursor = Cursor(tool: self.name, query: query, position: ["revision": JSONValue(last)])
            result.append("next_cursor", .string(cursor.text))
        }
        result.append("untrusted", .string(Untrusted.note))
        return result
    }
}
