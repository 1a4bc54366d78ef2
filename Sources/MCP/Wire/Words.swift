/// Words of a client, made fit to stand in a message.
enum Words {
    /// The text without control characters and no longer than a line.
    static func quoted(_ text: String, limit: Int = 80) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            result.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        if text.unicodeScalars.count > limit { result.append("…") }
        return String(result)
    }

    /// Up to three of the names that are spelled much like the one asked for, the nearest first.
    static func nearest(to name: String, among names: [String]) -> [String] {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
        let bound = max(1, wanted.count / 3)
        let rated = names.map { ($0, distance(wanted, Array($0.lowercased().unicodeScalars.prefix(64)))) }
        return rated.filter { $0.1 <= bound }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
    }

    /// How many letters must be added, dropped or changed.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (i, one) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let changed = diagonal + (one == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
