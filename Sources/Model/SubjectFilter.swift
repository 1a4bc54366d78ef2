/// What subjects with wildcards have in common: `*` stands for one token, a final `>` for one or more.
public enum SubjectFilter {
    /// Whether some subject matches both.
    public static func overlap(_ a: String, _ b: String) -> Bool {
        let (a, b) = (tokens(a), tokens(b))
        var index = 0
        while index < a.count, index < b.count {
            if a[index] == ">" || b[index] == ">" { return true }
            guard a[index] == b[index] || a[index] == "*" || b[index] == "*" else { return false }
            index += 1
        }
        return a.count == b.count
    }

    /// Whether every subject that matches `b` matches `a` too.
    public static func covers(_ a: String, _ b: String) -> Bool {
        let (a, b) = (tokens(a), tokens(b))
        var index = 0
        while index < a.count, index < b.count {
            if a[index] == ">" { return true }
            guard b[index] != ">", a[index] == b[index] || a[index] == "*" else { return false }
            index += 1
        }
        return a.count == b.count
    }

    private static func tokens(_ subject: String) -> [Substring] {
        subject.split(separator: ".", omittingEmptySubsequences: false)
    }
}
