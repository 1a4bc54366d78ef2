import JSON
import NATS
import Platform
import Synchronization
import System

/// What one watch has seen; several subscriptions write into it.
final class EventLog: Sendable {
    private struct State {
        var budget: Budget
        var news: ChangeNews
        var rows: [JSONValue] = []
        var ended: String?
    }

    private let count: Int
    private let account: String?
    private let ownToken: Bool
    private let state: Mutex<State>

    private let isHidden: @Sendable (String) -> Bool

    /// - Parameter isHidden: a part of a subject; names that stand alone are taken out of every result.
    init(
        count: Int, account: String?, budget: Budget, ownToken: Bool, isHidden: @escaping @Sendable (String) -> Bool,
        news: ChangeNews
    ) {
        self.isHidden = isHidden
        self.count = count
        self.account = account
        self.ownToken = ownToken
        state = Mutex(State(budget: budget, news: news))
    }

    var isEmpty: Bool { state.withLock { $0.rows.isEmpty } }

    /// How long until `tell` has something to do.
    var wait: Duration? { state.withLock { $0.news.wait } }

    func tell() { state.withLock { $0.news.tell($0.rows.count) } }

    /// Whether to go on.
    func take(_ message: NATSMessage) -> Bool {
        guard let event = ServerEvent(message, ownToken: ownToken) else { return true }
        // Requests to the API have the names of what they are about in their subjects.
        if let subject = event.row["subject"]?.string, subject.split(separator: ".").contains(where: { isHidden(String($0)) }) {
            return true
        }
        // Where the subject does not name the account, the event may.
        if let account, let other = event.account, other != account { return true }
        return state.withLock { state in
            guard state.ended == nil else { return false }
            let isFirst = state.rows.isEmpty
            let row = isFirst ? Trimmed.fitting(event.row, state.budget).object : event.row
            guard state.budget.take(row, isFirst: isFirst) else {
                state.ended = "max_bytes"
                return false
            }
            state.rows.append(.object(row))
            state.news.add(event.words, count: state.rows.count)
            guard state.rows.count < count else {
                state.ended = "count"
                return false
            }
            return true
        }
    }

    /// The events in order of time: each subscription has its own queue, and what comes by two may overtake.
    var result: JSONObject {
        let (rows, ended) = state.withLock { ($0.rows, $0.ended) }
        var last = WallTime(nanoseconds: .min)
        let timed = rows.enumerated().map { place, row in
            // One that does not tell its time stays behind the one before it.
            last = row["time"]?.string.flatMap(WallTime.init(rfc3339:)) ?? last
            return (place: place, time: last, row: row)
        }
        let sorted = timed.sorted { ($0.time, $0.place) < ($1.time, $1.place) }
        return ["events": .array(sorted.map(\.row)), "ended": .string(ended ?? "duration")]
    }
}
