/// Subjects with wildcards, compared as sets of subjects.
public enum SubjectPattern {
    /// Whether every subject that `narrow` stands for is one that `wide` stands for.
    public static func covers(_ wide: String, _ narrow: String) -> Bool {
        let wide = wide.split(separator: ".", omittingEmptySubsequences: false)
        let narrow = narrow.split(separator: ".", omittingEmptySubsequences: false)
        for (index, token) in wide.enumerated() {
            if token == ">" { return index < narrow.count }
            guard index < narrow.count, narrow[index] != ">" else { return false }
            if token == "*" { continue }
            if narrow[index] != token { return false }
        }
        return wide.count == narrow.count
    }

    /// Whether there is a subject that both stand for.
    public static func overlap(_ one: String, _ other: String) -> Bool {
        let one = one.split(separator: ".", omittingEmptySubsequences: false)
        let other = other.split(separator: ".", omittingEmptySubsequences: false)
        for index in 0..<max(one.count, other.count) {
            guard index < one.count, index < other.count else { return false }
            if one[index] == ">" || other[index] == ">" { return true }
            if one[index] != other[index], one[index] != "*", other[index] != "*" { return false }
        }
        return true
    }
}
