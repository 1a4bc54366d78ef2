import JSON
import Model

/// A change of one consumer: what all of them have to know.
protocol ConsumerChange: Change {
    var stream: String { get }
    var consumer: String { get }
    /// For rules that many of them share: one with the consumer `c` of stream `S`.
    static var example: Self { get }
}

extension ConsumerChange {
    public var asset: String { stream + "/" + consumer }
    public var touches: [String] { [asset, consumer, stream] }

    var question: Question { .consumer(consumer, stream: stream) }

    public func questions(given evidence: Evidence) -> [Question] { [question, .stream(stream)] }

    public func identity(given evidence: Evidence) -> String {
        guard let info = info(evidence) else { return "" }
        return info.created + "\u{1F}" + info.configuration.fingerprint
    }

    /// The consumer as it is, where that is known.
    func info(_ evidence: Evidence) -> ConsumerInfo? { evidence.consumer(consumer, of: stream) }

    /// Its stream, where that is known.
    func stream(_ evidence: Evidence) -> StreamInfo? { evidence.stream(stream) }
}

extension ConsumerInfo {
    /// For people: what it is doing.
    var words: String {
        var parts = ["\(pending.grouped) messages not delivered", "\(inFlight.grouped) in flight"]
        if let lastDelivery { parts.append("last delivery \(lastDelivery)") }
        return parts.joined(separator: ", ")
    }

    /// Somebody takes what it delivers, as far as that shows.
    var isInUse: Bool { configuration.isPush ? isPushBound : waiting > 0 }
}
