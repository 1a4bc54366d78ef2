public import JSON
import JetStream
import Model
import NATS
import Platform

/// Watches keys for a while.
public struct KeyWatch: Tool {
    public let name = "kv_watch"
    public let title = "Watch keys"
    public let description =
        "Watches keys for `duration` and returns what they are and how they change, in order: first the latest revision of each, then "
        + "changes as they happen, each reported as progress too. Ends earlier at `count` changes or `max_bytes`; `resume_revision` from "
        + "the result goes on without missing anything. For keys without values use kv_ls."
    public let effect = Effect.read
    public let scope = Scope.nats
    public let isLong = true

    private static let key = KeyFilters.field("key", aliases: ["keys", "filter"])
    private static let includeHistory = Field<Bool>.flag("include_history", "Begin with all revisions.")
    private static let ignoreDeletes = Field<Bool>.flag("ignore_deletes", "Leave deletions and expiries out.").terse()
    private static let resume = Field<UInt64?>.sequence(
        "resume_revision", "Go on from this revision, with every revision since: what an earlier watch returned."
    ).terse()
    private static let payload = PayloadMode.field(default: .preview)

    public let fields: [any FieldShape] = [
        KeyFields.bucket, key, WatchFields.duration, WatchFields.count, WatchFields.updatesOnly, includeHistory, ignoreDeletes,
        resume, payload, Budget.field,
    ]

    public let output: JSONObject = WatchFields.output("kv_watch", changes: KeyRows.schema, resumeAt: resume.name)

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let name = try arguments(KeyFields.bucket)
        let filters = try KeyFilters.parse(try arguments(Self.key), argument: "key")
        let view = context.payloads(try arguments(Self.payload))
        let ignoresDeletes = try arguments(Self.ignoreDeletes)
        let disclosure = context.services.disclosure
        let watch = try BoundedWatch<KeyValueEntry>(
            arguments, bucket: name, context,
            WatchWords(
                isWanted: { !ignoresDeletes || $0.operation == .put }, sequence: \.revision,
                row: { entry, budget, isFirst in KeyRows.row(entry, view, budget, isFirst: isFirst) },
                news: { entry in
                    guard !disclosure.hides(key: entry.key, in: name) else { return nil }
                    return "\(entry.operation.rawValue) \(entry.key) (revision \(entry.revision))"
                }))
        let bucket = try await StreamLookup.bucket(name, context)
        let reading = KeyReading(
            try start(arguments, bucket), filters: filters, withValues: view.mode != .none, batch: 100)
        do {
            return try await context.jetStream.read(bucket, reading) {
                (reader) async throws(JetStreamError) -> BoundedWatch<KeyValueEntry> in
                try await watch.watched(reader)
            }.result(bucket: name, resumeAt: Self.resume.name)
        } catch {
            throw ToolFailure(error)
        }
    }

    private func start(_ arguments: Arguments, _ bucket: KeyValueBucket) throws(ToolFailure) -> ReadOrder.Start {
        let resume = try arguments(Self.resume)
        let updatesOnly = try arguments(WatchFields.updatesOnly)
        let includeHistory = try arguments(Self.includeHistory)
        try WatchFields.check(
            resume, named: Self.resume.name,
            others: [(WatchFields.updatesOnly.name, updatesOnly), (Self.includeHistory.name, includeHistory)], bucket.info)
        if let resume { return .sequence(resume) }
        return updatesOnly ? .new : includeHistory ? .first : .lastPerSubject
    }
}
