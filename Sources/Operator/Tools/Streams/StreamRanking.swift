import JSON
import Model
import NATS
import Platform

/// What a report of streams may be sorted by.
enum StreamOrder: String, Sendable, CaseIterable {
    case bytes, messages, consumers, deleted, lag, idle, name

    /// The larger, the earlier.
    func key(_ info: StreamInfo) -> UInt64 {
        switch self {
        case .bytes: info.state.bytes
        case .messages: info.state.messages
        case .consumers: info.state.consumerCount
        case .deleted: info.state.deletedCount
        case .lag: info.worstLag
        case .idle: Self.age(info.state.lastTime ?? info.created)
        case .name: 0
        }
    }

    /// Older is larger.
    private static func age(_ time: String) -> UInt64 {
        guard let nanoseconds = WallTime(rfc3339: time)?.nanoseconds else { return 0 }
        return UInt64(clamping: Int64.max - max(0, nanoseconds))
    }
}

extension StreamInfo {
    /// The most that a replica, the mirror or a source is behind; without a leader, or with one of them not to be had, more than
    /// any number.
    var worstLag: UInt64 {
        if hasNoLeader { return .max }
        let copying = [mirrorState.map { JSONValue.object($0) }].compactMap(\.self) + sourceStates
        if copying.contains(where: { $0["error"] != nil }) { return .max - 1 }
        if peers.contains(where: { !$0.isHealthy }) { return .max - 2 }
        return max(peers.map(\.lag).max() ?? 0, copying.compactMap { $0["lag"]?.uint64 }.max() ?? 0)
    }
}

/// The first of many streams by some order, without keeping more than a page or two of them.
struct StreamRanking {
    /// Where a stream stands; equal keys go by name.
    struct Place: Sendable, Hashable {
        let key: UInt64
        let name: String

        /// The server's order of names is that of bytes.
        func precedes(_ other: Place) -> Bool {
            key != other.key ? key > other.key : name.utf8.lexicographicallyPrecedes(other.name.utf8)
        }
    }

    private let order: StreamOrder
    private let limit: Int
    private let after: Place?
    private var kept: [(place: Place, row: JSONObject)] = []
    /// The last that is sure to be among the first: what does not precede it is not kept.
    private var bar: Place?
    /// All that came.
    private(set) var offered = 0
    /// Those behind the place to go on from.
    private(set) var left = 0

    init(_ order: StreamOrder, limit: Int, after: Place?) {
        self.order = order
        self.limit = limit
        self.after = after
    }

    mutating func offer(_ info: StreamInfo) {
        offered += 1
        let place = Place(key: order.key(info), name: info.name)
        if let after, !after.precedes(place) { return }
        left += 1
        if let bar, !place.precedes(bar) { return }
        kept.append((place, StreamReportRow.row(info)))
        if kept.count >= 2 * limit {
            kept = entries
            bar = kept.last?.place
        }
    }

    /// The first of those that were offered, in order.
    var entries: [(place: Place, row: JSONObject)] {
        Array(kept.sorted { $0.place.precedes($1.place) }.prefix(limit))
    }
}

extension StreamRanking.Place {
    init?(json: JSONObject) {
        guard let key = json["key"]?.uint64, let name = json["name"]?.string else { return nil }
        self.init(key: key, name: name)
    }

    var json: JSONObject { ["key": JSONValue(key), "name": .string(name)] }
}
