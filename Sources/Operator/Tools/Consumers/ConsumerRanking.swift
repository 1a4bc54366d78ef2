import JSON
import Model

/// What a list of consumers is sorted by.
enum ConsumerOrder: String, Sendable, CaseIterable {
    case name, pending, ackPending = "ack_pending", redelivered

    func value(_ info: ConsumerInfo) -> UInt64 {
        switch self {
        case .name: 0
        case .pending: info.pending
        case .ackPending: info.inFlight
        case .redelivered: info.redelivered
        }
    }
}

/// A consumer's place in a list: largest value first, then by stream and name, in the order of bytes as servers have it.
struct ConsumerPlace: Sendable {
    var value: UInt64 = 0
    let stream: String
    /// Nil: behind all of the stream's.
    var name: String?

    func precedes(_ other: ConsumerPlace) -> Bool {
        if value != other.value { return value > other.value }
        if Array(stream.utf8) != Array(other.stream.utf8) { return stream.utf8.lexicographicallyPrecedes(other.stream.utf8) }
        guard let name else { return false }
        guard let theirs = other.name else { return true }
        return name.utf8.lexicographicallyPrecedes(theirs.utf8)
    }

    var json: JSONObject {
        var object: JSONObject = ["value": JSONValue(value), "stream": .string(stream)]
        if let name { object.append("name", .string(name)) }
        return object
    }

    init(value: UInt64 = 0, stream: String, name: String?) {
        self.value = value
        self.stream = stream
        self.name = name
    }

    init?(json: JSONObject) {
        guard let stream = json["stream"]?.string else { return nil }
        self.init(value: json["value"]?.uint64 ?? 0, stream: stream, name: json["name"]?.string)
    }
}

/// The first few consumers behind a place, however many there are.
struct ConsumerRanking: Sendable {
    struct Entry: Sendable {
        let place: ConsumerPlace
        let info: ConsumerInfo
        let reasons: [String]
    }

    let limit: Int
    let after: ConsumerPlace?
    private(set) var entries: [Entry] = []
    /// How many were offered, kept or not.
    private(set) var offered = 0

    init(limit: Int, after: ConsumerPlace?) {
        self.limit = limit
        self.after = after
    }

    mutating func take(_ entry: Entry) {
        if let after, !after.precedes(entry.place) { return }
        offered += 1
        if entries.count == limit, let last = entries.last, !entry.place.precedes(last.place) { return }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].place.precedes(entry.place) { low = middle + 1 } else { high = middle }
        }
        entries.insert(entry, at: low)
        if entries.count > limit { entries.removeLast() }
    }

    mutating func take(_ other: ConsumerRanking) {
        let before = offered
        for entry in other.entries { take(entry) }
        offered = before + other.offered
    }
}
