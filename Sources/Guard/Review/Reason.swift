/// Why somebody wants what deviates from a default.
public enum Reason {
    /// Whether a person would understand the text later: long enough, and not the same few characters over and over.
    public static func isUnderstandable(_ text: String?) -> Bool {
        guard let text else { return false }
        let letters = text.lowercased().filter { $0.isLetter || $0.isNumber }
        guard letters.count >= 10, Set(letters.filter(\.isLetter)).count >= 5 else { return false }
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        return Set(words).count >= 2 && !words.allSatisfy(emptyWords.contains)
    }

    private static let emptyWords: Set<Substring> = [
        "todo", "tbd", "fixme", "reason", "because", "none", "placeholder", "test", "testing", "n", "a", "na", "x", "xxx",
        "the", "some", "any", "lorem", "ipsum", "asdf", "foo", "bar", "baz", "no", "yes", "ok", "please", "just",
    ]
}
