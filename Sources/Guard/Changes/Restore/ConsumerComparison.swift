public import JSON
public import Model

/// Where the consumers of a restored stream stand, beside where the archive has them.
///
/// A consumer that stands before its place in the archive hands out again what was acknowledged: that is no restore. One that
/// stands behind it has been at work since. What the archive does not tell counts as unknown, never as equal.
public struct ConsumerComparison: Sendable, Hashable {
    /// All that the archive tells is so.
    public private(set) var same = 0
    /// Another place, for a reason that is known; in words with the consumer's name.
    public private(set) var explained: [String] = []
    /// What of which consumer nobody can tell.
    public private(set) var unknown: [String] = []
    /// What must not be.
    public private(set) var differs: [String] = []
    /// Whether one that stands where it should has another number of messages pending. In a cluster a consumer's leader may be a
    /// server to which the stream's messages are still coming: looked at again, it is right.
    public private(set) var mayBeCounting = false

    /// Nothing of the consumers could be looked at.
    public init(unknown why: String) { unknown = [why] }

    /// - Parameters:
    ///   - consumers: of the restored stream.
    ///   - change: what was restored, with its consumers.
    ///   - isStreamSame: whether the stream has just the archive's messages: otherwise other numbers are pending.
    public init(_ consumers: [ConsumerInfo], of change: StreamRestore, isStreamSame: Bool) {
        let found = Dictionary(consumers.map { ($0.name, $0) }) { first, _ in first }
        for wanted in change.archive.consumers {
            let name = quoted(wanted.name)
            guard let consumer = found[wanted.name] else {
                if wanted.mayLapse {
                    explained.append("\(name) is gone again: nobody used it")
                } else {
                    differs.append("the consumer \(name) is not there")
                }
                continue
            }
            guard let position = wanted.position else {
                unknown.append("\(name): the archive does not tell where it stood")
                continue
            }
            compare(consumer, position, isStreamSame)
        }
    }

    private mutating func compare(_ consumer: ConsumerInfo, _ wanted: RestoredArchive.Position, _ isStreamSame: Bool) {
        let name = quoted(consumer.name)
        let (delivered, floor) = (consumer.deliveredSequence, consumer.acknowledgedSequence)
        if floor < wanted.acknowledged {
            differs.append(
                "the consumer \(name) has acknowledged up to \(floor.grouped); in the archive up to "
                    + wanted.acknowledged.grouped)
            return
        }
        if floor > wanted.acknowledged || delivered > wanted.delivered {
            explained.append("\(name) has gone on, to \(delivered.grouped) (acknowledged \(floor.grouped))")
            return
        }
        if delivered < wanted.delivered {
            // A cluster keeps what was acknowledged, and hands out anew what was under way.
            explained.append(
                "\(name) hands out once more what follows \(delivered.grouped); in the archive it was at "
                    + wanted.delivered.grouped)
            return
        }
        if let inFlight = wanted.inFlight, consumer.inFlight > inFlight {
            differs.append(
                "the consumer \(name) waits for \(consumer.inFlight.grouped) acknowledgements; in the archive for "
                    + inFlight.grouped)
            return
        }
        var others: [String] = []
        if let inFlight = wanted.inFlight, consumer.inFlight < inFlight {
            others.append("waits for \(consumer.inFlight.grouped) acknowledgements, in the archive for \(inFlight.grouped)")
        }
        if let pending = wanted.pending, isStreamSame, consumer.pending != pending {
            mayBeCounting = true
            others.append("has \(consumer.pending.grouped) messages pending, by the archive \(pending.grouped)")
        }
        let numbers = [("delivered", wanted.deliveries), ("ack_floor", wanted.acknowledgedDeliveries)]
        for (key, number) in numbers {
            guard let number, let now = consumer.json[key]?["consumer_seq"]?.uint64, now != number else { continue }
            others.append("counts \(now.grouped) deliveries in \(key), in the archive \(number.grouped)")
        }
        if !others.isEmpty { explained.append("\(name) " + others.joined(separator: " and ")) }
        var silent: [String] = []
        if wanted.inFlight == nil { silent.append("what was in flight") }
        if wanted.deliveries == nil || wanted.acknowledgedDeliveries == nil { silent.append("how often it delivered") }
        if wanted.pending == nil {
            silent.append("what was pending")
        } else if !isStreamSame {
            silent.append("what was pending (the stream has other messages by now)")
        }
        if !silent.isEmpty {
            unknown.append("\(name): its position is the archive's; that does not tell \(silent.joined(separator: " and "))")
        }
        if others.isEmpty, silent.isEmpty { same += 1 }
    }

    private static let shown = 5

    /// For a result.
    public var json: JSONObject {
        var json: JSONObject = ["same": JSONValue(same)]
        for (key, words) in [("explained", explained), ("unknown", unknown)] where !words.isEmpty {
            json.append(key, JSONValue(words.count))
        }
        return json
    }

    /// In words; nil where all are the same.
    public var words: String? {
        var parts: [String] = []
        for (what, words) in [("stand elsewhere", explained), ("are not known in all", unknown)] where !words.isEmpty {
            let more = words.count > Self.shown ? "; and \(words.count - Self.shown) more" : ""
            parts.append("consumers that \(what) (\(words.count)): \(words.prefix(Self.shown).joined(separator: "; "))\(more)")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ". ")
    }
}

extension RestoredArchive {
    /// What is to be said of the consumers in a cluster's archive.
    public static let rolledBack =
        "a cluster's archive has consumers as far as they had acknowledged all: what was delivered beyond that is handed out again"
}
