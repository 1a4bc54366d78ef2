/// Names that somebody may have meant.
public enum Nearest {
    /// Up to three names within a few letters of what was typed, or that contain it; nearest first.
    public static func names(to typed: String, among names: [String]) -> [String] {
        let wanted = typed.lowercased()
        let ranked: [(distance: Int, name: String)] = names.compactMap { name in
            let candidate = name.lowercased()
            if candidate == wanted { return (0, name) }
            if wanted.count >= 3, candidate.contains(wanted) || wanted.contains(candidate) { return (1, name) }
            let limit = max(1, min(3, wanted.count / 3))
            let distance = editDistance(Array(wanted.utf8), Array(candidate.utf8), limit: limit)
            return distance.map { (1 + $0, name) }
        }
        return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// Insertions, deletions, replacements and swaps of neighbours that make one of the other; nil above the limit.
    private static func editDistance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit, a.count <= 256 else { return nil }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
