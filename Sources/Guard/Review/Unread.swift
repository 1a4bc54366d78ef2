import Model

extension StreamAsset {
    /// Which consumers have yet to read what a stream holds, as the end of a sentence.
    func unread(_ evidence: Evidence) -> String {
        guard let consumers = evidence.consumers(of: stream) else {
            return "; what consumers have yet to read is not known: \(evidence.why(.consumers(stream: stream)))"
        }
        let behind = consumers.filter { $0.unread > 0 }.sorted { $0.unread > $1.unread }
        guard !behind.isEmpty else { return consumers.isEmpty ? "" : "; its \(consumers.count) consumer(s) have read everything" }
        let named = behind.prefix(5).map { "\(quoted($0.name)) \($0.unread.grouped)" }.joined(separator: ", ")
        return "; not read in all yet by: \(named)" + (behind.count > 5 ? " and \(behind.count - 5) more" : "")
    }
}

extension Evidence {
    /// Why a question has no answer.
    func why(_ question: Question) -> String {
        switch self[question] {
        case .unknown(let why)?: why
        case .absent?: "there is no such stream"
        default: "it was not asked"
        }
    }
}
