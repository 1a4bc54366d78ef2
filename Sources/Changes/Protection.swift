import Guard
import Model

/// Names that nothing may change, whatever the level: chosen by whoever starts the program.
public struct Protection: Sendable {
    private let patterns: [NamePattern]

    /// - Parameter patterns: of streams, buckets, keys, objects, consumers and subjects: `*` stands for any characters (dots too),
    ///   `?` for one.
    public init(_ patterns: [String] = []) { self.patterns = patterns.map(NamePattern.init) }

    public var isEmpty: Bool { patterns.isEmpty }

    /// Why a change may not be; nil where it touches nothing that is protected. What it would reach is looked up where its own
    /// names do not say it; what can't be looked up may be protected.
    func refusal<P: Performer>(of change: P.C, _ performer: P) async -> String? {
        guard !isEmpty else { return nil }
        if let name = change.touches.first(where: covers) { return Self.words(name) }
        for subject in change.publishesTo {
            if covers(subject) { return Self.words(subject) }
            switch await performer.answer(.streams(taking: subject)) {
            case .names(let streams):
                if let stream = streams.first(where: covers) { return Self.words(stream) }
            case .unknown(let why):
                return "This change was not made: names are protected (--protect), and it is not known which streams take "
                    + "\(quoted(subject)): \(why)"
            default: return "This change was not made: it is not known which streams take \(quoted(subject))."
            }
        }
        return nil
    }

    private func covers(_ name: String) -> Bool { patterns.contains { $0.matches(name) } }

    private static func words(_ name: String) -> String {
        "This change was not made: \(quoted(name)) is protected. Whoever starts nats-operator decides what --protect keeps."
    }
}
