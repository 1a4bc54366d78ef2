import JSON
import JetStream
import NATS
import Platform

/// Hands out what a watch tells, one change after another.
protocol WatchedChanges<Entry> {
    associatedtype Entry

    /// Where to go on without missing anything.
    var position: UInt64? { get }
    /// Whether all that was there at the beginning has been taken.
    var isCaughtUp: Bool { get }
    /// The next change, also one that is yet to come; nil when none came in time.
    func next(within wait: Duration) async throws(JetStreamError) -> Entry?
}

extension KeyReader: WatchedChanges {}
extension ObjectEntries: WatchedChanges {}

/// How a watch tells what it sees.
struct WatchWords<Entry> {
    let isWanted: (Entry) -> Bool
    let sequence: (Entry) -> UInt64
    /// The last argument: whether it is the first row, which is cut until it fits.
    let row: (Entry, Budget, Bool) -> JSONObject
    /// For progress; nil for what is hidden.
    let news: (Entry) -> String?
}

/// A watch that ends: after a time, a number of changes, or what a result can hold. What it has seen and why it ended.
struct BoundedWatch<Entry> {
    let end: MonotonicTime
    let count: Int
    let words: WatchWords<Entry>
    private(set) var budget: Budget
    private var news: ChangeNews

    private(set) var rows: [JSONValue] = []
    private(set) var ended = "duration"
    private(set) var message: String?
    private(set) var isCaughtUp = false
    private(set) var resume: UInt64?

    init(_ arguments: Arguments, bucket: String, _ context: ToolContext, _ words: WatchWords<Entry>) throws(ToolFailure) {
        end = MonotonicTime.now.advanced(by: try arguments(WatchFields.duration) ?? .seconds(10))
        count = try arguments(WatchFields.count)
        budget = Budget(try arguments(Budget.field), context.services.target, query: ["bucket": .string(bucket)])
        news = ChangeNews { count, words in context.progress(count, nil, words) }
        self.words = words
    }

    /// The same after it has watched.
    func watched(_ changes: some WatchedChanges<Entry>) async throws(JetStreamError) -> BoundedWatch {
        var watch = self
        try await watch.run(changes)
        return watch
    }

    private mutating func run(_ changes: some WatchedChanges<Entry>) async throws(JetStreamError) {
        defer { isCaughtUp = changes.isCaughtUp && ended != "max_bytes" }
        while true {
            let left = end.duration(since: .now)
            let entry: Entry?
            do {
                entry = try await changes.next(within: min(left, news.wait ?? left))
            } catch {
                // What was seen is worth telling; only then is it worth going on from there.
                guard !rows.isEmpty, error.cause?.code != .cancelled else { throw error }
                (ended, message) = ("interrupted", error.message)
                return
            }
            resume = changes.position
            if let entry {
                guard !words.isWanted(entry) || take(entry) else { return }
            } else if left == .zero {
                return
            } else {
                news.tell(rows.count)
            }
        }
    }

    /// False when it was the last, or there was no room for it.
    private mutating func take(_ entry: Entry) -> Bool {
        let row = words.row(entry, budget, rows.isEmpty)
        guard budget.take(row, isFirst: rows.isEmpty) else {
            (ended, resume) = ("max_bytes", words.sequence(entry))
            return false
        }
        rows.append(.object(row))
        if let words = words.news(entry) { news.add(words, count: rows.count) }
        guard rows.count < count else {
            ended = "count"
            return false
        }
        return true
    }

    /// - Parameter resumeAt: the argument that goes on from here.
    func result(bucket: String, resumeAt: String) -> JSONObject {
        var result: JSONObject = ["bucket": .string(bucket), "changes": .array(rows), "ended": .string(ended)]
        if let message { result.append("message", .string(message)) }
        result.append("caught_up", .bool(isCaughtUp))
        if let resume { result.append(resumeAt, JSONValue(resume)) }
        result.append("untrusted", .string(Untrusted.note))
        return result
    }
}
