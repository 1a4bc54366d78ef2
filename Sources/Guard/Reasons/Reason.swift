/// Why somebody wants what deviates from a default, as a text for people.
public enum Reason {
    /// Longer ones belong into a document that the reason names.
    public static let longest = 2000

    /// What is wrong with a text as a reason; nil where a person would understand it later.
    public static func fault(_ text: String) -> String? {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard text.unicodeScalars.count <= longest else { return "it has more than \(longest) characters" }
        guard let first = words.first else { return "it is empty" }
        guard !words.allSatisfy(isPlaceholder) else { return "it is a placeholder" }
        let letters = text.lowercased().filter(\.isLetter)
        let all = text.lowercased().filter { $0.isLetter || $0.isNumber }
        // Scripts that put no spaces between words say more with each letter.
        if letters.unicodeScalars.contains(where: isUnspaced) {
            return Set(letters).count >= 4 ? nil : "it is too short to say why"
        }
        guard all.count >= 10 else { return "it is too short to say why" }
        guard Set(letters).count >= 5 else { return "it repeats the same few letters" }
        guard words.count >= 2 else { return "it is one word, \(quoted(String(first), limit: 40))" }
        guard Set(words).count * 2 > words.count else { return "it repeats the same words" }
        return nil
    }

    public static func isUnderstandable(_ text: String?) -> Bool { text.map { fault($0) == nil } ?? false }

    /// What a refusal asks for.
    public static let wanted =
        "Wanted is a sentence that another person would understand in a year: what needs it, and since when or until when."

    private static func isPlaceholder(_ word: Substring) -> Bool {
        emptyWords.contains(word) || mashed.contains { word.hasPrefix($0) } || word.allSatisfy(\.isNumber)
    }

    /// Han, kana, Thai and the like.
    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }

    private static let emptyWords: Set<Substring> = [
        "todo", "tbd", "fixme", "reason", "reasons", "because", "none", "placeholder", "test", "testing", "n", "a", "na", "x",
        "xx", "xxx", "the", "some", "any", "lorem", "ipsum", "dolor", "sit", "amet", "foo", "bar", "baz", "no", "yes", "ok",
        "okay", "please", "just", "do", "it", "this", "that", "is", "my", "your", "for", "to", "of", "i", "we", "want", "wanted",
        "need", "needed", "change", "changed", "user", "asked", "requested", "required", "necessary", "important", "confirmed",
        "confirm", "approved", "why", "not", "whatever", "something", "here", "insert", "text", "your", "documented",
    ]

    /// How keyboards are struck by people who have nothing to say.
    private static let mashed = ["asdf", "qwer", "qwert", "zxcv", "yxcv", "hjkl", "jkl", "aaaa", "xxxx"]
}
