/// In which order streams are restored: those that others copy from come first.
enum RestoreOrder {
    static func sorted(_ streams: [RestoreCandidate]) -> [RestoreCandidate] {
        let byName = Dictionary(streams.map { ($0.name, $0) }) { first, _ in first }
        var sorted: [RestoreCandidate] = []
        var done: Set<String> = []
        // Circles of sources exist: who has been begun counts as done.
        func take(_ stream: RestoreCandidate) {
            guard done.insert(stream.name).inserted else { return }
            for origin in stream.origins {
                if let origin = byName[origin] { take(origin) }
            }
            sorted.append(stream)
        }
        for stream in streams { take(stream) }
        return sorted
    }
}
