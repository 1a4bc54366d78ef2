import Platform

/// Tells changes of keys or objects while a watch goes on: at once where it can, several together where they come faster than reports
/// of progress may follow each other on their way to the client.
struct ChangeNews: Sendable {
    private static let interval = Duration.milliseconds(120)
    private static let namedAtOnce = 20

    private let report: @Sendable (Double, String) -> Void
    private var untold: [String] = []
    private var told = 0
    private var lastReport: MonotonicTime?

    init(_ report: @escaping @Sendable (Double, String) -> Void) { self.report = report }

    /// - Parameter count: changes so far, this one too.
    mutating func add(_ change: String, count: Int) {
        untold.append(change)
        tell(count)
    }

    /// Tells what is untold, if it is time.
    mutating func tell(_ count: Int) {
        guard !untold.isEmpty, wait == .zero else { return }
        var words = untold.prefix(Self.namedAtOnce).joined(separator: ", ")
        if untold.count > Self.namedAtOnce { words += " and \(untold.count - Self.namedAtOnce) more" }
        untold = []
        lastReport = .now
        report(Double(count), words)
    }

    /// How long until something may be told; nil where nothing is untold.
    var wait: Duration? {
        guard !untold.isEmpty else { return nil }
        guard let lastReport else { return .zero }
        let passed = MonotonicTime.now.duration(since: lastReport)
        return passed >= Self.interval ? .zero : Self.interval - passed
    }
}
