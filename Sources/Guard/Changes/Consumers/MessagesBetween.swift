/// Messages of a stream between two sequences that match a consumer's filters.
struct MessagesBetween {
    let stream: String
    let filters: [String]
    let from: UInt64
    let below: UInt64

    var questions: [Question] {
        guard from < below, filters.count <= 16 else { return [] }
        return (filters.isEmpty ? [nil] : filters.map(Optional.some)).flatMap { filter in
            [below, from].map { Question.messages(stream: stream, matching: filter, below: $0) }
        }
    }

    /// Nil where nobody could count them.
    func count(_ evidence: Evidence) -> MessageCount? {
        guard from < below else { return .exactly(0) }
        let counts = questions.map { evidence.count($0) }
        guard !counts.isEmpty else { return nil }
        var sum: UInt64 = 0
        var isExact = true
        for index in stride(from: 0, to: counts.count, by: 2) {
            guard let upper = counts[index], let lower = counts[index + 1] else { return nil }
            switch upper.less(lower) {
            case .exactly(let count): sum &+= count
            case .atMost(let count):
                sum &+= count
                isExact = false
            }
        }
        return isExact ? .exactly(sum) : .atMost(min(sum, below - from))
    }
}

extension MessageCount {
    func plus(_ more: UInt64) -> MessageCount {
        switch self {
        case .exactly(let count): .exactly(count &+ more)
        case .atMost(let count): .atMost(count &+ more)
        }
    }
}
