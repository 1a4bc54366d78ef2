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
        "Watches keys of a bucket for `duration` and returns what they are and how they change, in order: first the latest revision "
        + "of each key (unless `updates_only`; all revisions with `include_history`), then changes as they happen. Ends earlier at "
        + "`count` changes or `max_bytes`. To go on without missing anything, call again with `resume_revision` from the result. "
        + "Each change is also reported as progress when it happens. For keys without their values use kv_ls."
    public let effect = Effect.read
    public let scope = Scope.nats
    public let isLong = true

    private static let key = KeyFilters.field("key", aliases: ["keys", "filter"])
    private static let longest = Duration.seconds(30)
    private static let duration = Field<Duration?>.duration(
        "duration", "How long to watch, at most 30s; default 10s.", in: .milliseconds(1)...longest)
    private static let count = Field<Int>.count("count", "End after this many changes.", in: 1...1000, default: 100)
    private static let updatesOnly = Field<Bool>.flag("updates_only", "Only changes from now on.")
    private static let includeHistory = Field<Bool>.flag("include_history", "Begin with all revisions there are, oldest first.")
    private static let ignoreDeletes = Field<Bool>.flag("ignore_deletes", "Leave deletions and expiries out.")
    private static let resume = Field<UInt64?>.sequence(
        "resume_revision", "Go on from this revision, with every revision since: what an earlier watch returned.")
    private static let payload = PayloadMode.field(default: .preview)

    public let fields: [any FieldShape] = [
        KeyFields.bucket, key, duration, count, updatesOnly, includeHistory, ignoreDeletes, resume, payload, Budget.field,
    ]

    public let output: JSONObject = [
        "bucket": ["type": "string"], "changes": .object(KeyRows.schema),
        "ended": ["type": "string", "description": "duration, count, max_bytes, or interrupted (`message` says why)."],
        "caught_up": ["type": "boolean", "description": "Whether all that was there at the beginning has been told."],
        "resume_revision": ["type": "integer", "description": "Give it to kv_watch to go on without missing anything."],
        "message": ["type": "string"], "untrusted": ["type": "string"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let name = try arguments(KeyFields.bucket)
        let filters = try KeyFilters.parse(try arguments(Self.key), argument: "key")
        let view = context.payloads(try arguments(Self.payload))
        let end = MonotonicTime.now.advanced(by: try arguments(Self.duration) ?? .seconds(10))
        var watch = Watch(
            end: end, count: try arguments(Self.count), ignoresDeletes: try arguments(Self.ignoreDeletes), view: view,
            budget: Budget(try arguments(Budget.field), context.services.target, query: ["bucket": .string(name)]),
            news: ChangeNews { count, words in context.progress(count, nil, words) },
            isHidden: { context.services.disclosure.hides(key: $0, in: name) })
        let bucket = try await StreamLookup.bucket(name, context)
        let reading = KeyReading(
            try start(arguments, bucket), filters: filters, withValues: view.mode != .none, batch: 100)
        do {
            watch = try await context.jetStream.read(bucket, reading) { (reader) async throws(JetStreamError) -> Watch in
                var running = watch
                try await running.run(reader)
                return running
            }
        } catch {
            throw ToolFailure(error)
        }
        var result: JSONObject = ["bucket": .string(name), "changes": .array(watch.rows), "ended": .string(watch.ended)]
        if let message = watch.message { result.append("message", .string(message)) }
        result.append("caught_up", .bool(watch.isCaughtUp))
        if let resume = watch.resume { result.append("resume_revision", JSONValue(resume)) }
        result.append("untrusted", .string(Untrusted.note))
        return result
    }

    private func start(_ arguments: Arguments, _ bucket: KeyValueBucket) throws(ToolFailure) -> ReadOrder.Start {
        let resume = try arguments(Self.resume)
        let updatesOnly = try arguments(Self.updatesOnly)
        let includeHistory = try arguments(Self.includeHistory)
        guard [resume != nil, updatesOnly, includeHistory].count(where: { $0 }) < 2 else {
            throw ToolFailure(
                "invalid_argument",
                "`resume_revision`, `updates_only` and `include_history` say where to begin: give one of them.")
        }
        if let resume {
            let last = bucket.info.state.lastSequence
            guard resume <= last &+ 1 else {
                throw ToolFailure(
                    "invalid_argument", "`resume_revision` \(resume) is beyond the bucket's last revision, \(last).",
                    next: "The bucket was made anew since, or it is another one: watch without resume_revision.")
            }
            return .sequence(resume)
        }
        return updatesOnly ? .new : includeHistory ? .first : .lastPerSubject
    }
}

/// One watch: what it has seen and why it ended.
private struct Watch {
    let end: MonotonicTime
    let count: Int
    let ignoresDeletes: Bool
    let view: PayloadView
    var budget: Budget
    var news: ChangeNews
    let isHidden: (String) -> Bool

    var rows: [JSONValue] = []
    var ended = "duration"
    var message: String?
    var isCaughtUp = false
    var resume: UInt64?

    mutating func run(_ reader: KeyReader) async throws(JetStreamError) {
        defer { isCaughtUp = reader.isCaughtUp && ended != "max_bytes" }
        while true {
            let left = end.duration(since: .now)
            let entry: KeyValueEntry?
            do {
                entry = try await reader.next(within: min(left, news.wait ?? left))
            } catch {
                // What was seen is worth telling; only then is it worth going on from there.
                guard !rows.isEmpty, error.cause?.code != .cancelled else { throw error }
                (ended, message) = ("interrupted", error.message)
                return
            }
            resume = reader.position
            if let entry {
                if ignoresDeletes, entry.operation != .put { continue }
                let row = KeyRows.row(entry, view, budget, isFirst: rows.isEmpty)
                guard budget.take(row, isFirst: rows.isEmpty) else {
                    (ended, resume) = ("max_bytes", entry.revision)
                    return
                }
                rows.append(.object(row))
                if !isHidden(entry.key) {
                    news.add("\(entry.operation.rawValue) \(entry.key) (revision \(entry.revision))", count: rows.count)
                }
                guard rows.count < count else {
                    ended = "count"
                    return
                }
            } else if left == .zero {
                return
            } else {
                news.tell(rows.count)
            }
        }
    }
}
