/// The rules for subjects. libnats checks none of them: a subject with a line end in it would be a protocol message of its own.
public enum NATSSubject {
    /// Longer ones are refused: the server's protocol line holds 4096 bytes by default.
    static let maximumBytes = 3072

    /// A subject that can be published to: tokens without white space or control characters, joined by single dots, no wildcards.
    public static func validate(_ subject: String) throws(NATSError) {
        try check(subject, wildcards: false)
    }

    /// A subject that can be subscribed to: `*` may be a token, `>` the last one.
    public static func validateFilter(_ filter: String) throws(NATSError) {
        try check(filter, wildcards: true)
    }

    /// A queue group's name: not empty, without white space or control characters.
    public static func validateQueue(_ queue: String) throws(NATSError) {
        guard !queue.isEmpty, !queue.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw NATSError(
                .invalidSubject, "The queue group \(quoted(queue)) is empty or has white space or a control character in it.")
        }
    }

    /// Whether a filter takes a subject. The subject may itself be a filter: then whether it takes all that one takes.
    public static func matches(_ filter: String, _ subject: String) -> Bool {
        var filterTokens = Tokens(filter)
        var subjectTokens = Tokens(subject)
        while let token = filterTokens.next() {
            guard let other = subjectTokens.next() else { return false }
            if token.isRest { return true }
            if other.isRest { return false }
            if token.isAny { continue }
            guard token == other else { return false }
        }
        return subjectTokens.next() == nil
    }

    /// Whether some subject is taken by both filters.
    public static func overlap(_ one: String, _ other: String) -> Bool {
        var left = Tokens(one)
        var right = Tokens(other)
        while true {
            switch (left.next(), right.next()) {
            case (nil, nil): return true
            case (nil, _), (_, nil): return false
            case (let token?, let opposite?):
                if token.isRest || opposite.isRest { return true }
                guard token == opposite || token.isAny || opposite.isAny else { return false }
            }
        }
    }

    /// Whether there is a wildcard token in it.
    public static func hasWildcard(_ subject: String) -> Bool {
        var tokens = Tokens(subject)
        while let token = tokens.next() {
            if token.isAny || token.isRest { return true }
        }
        return false
    }

    private static func check(_ subject: String, wildcards: Bool) throws(NATSError) {
        if isPlain(subject) { return }
        var problem: String?
        var length = 0
        var tokenLength = 0
        var wildcard: UInt8 = 0
        for byte in subject.utf8 {
            length += 1
            if wildcard == UInt8(ascii: ">") {
                problem = "has something after the wildcard >"
                break
            }
            switch byte {
            case UInt8(ascii: "."):
                if tokenLength == 0 { problem = "has an empty token" }
                tokenLength = 0
                wildcard = 0
            case 0...0x20, 0x7F:
                problem = byte == 0x20 ? "has a space in it" : "has a control character in it"
            default:
                tokenLength += 1
                // A star or a bracket within a longer token is an ordinary character.
                let isWildcard = byte == UInt8(ascii: "*") || byte == UInt8(ascii: ">")
                wildcard = isWildcard && tokenLength == 1 ? byte : 0
            }
            if problem != nil { break }
        }
        if problem == nil, subject.isEmpty { problem = "is empty" }
        if problem == nil, tokenLength == 0 { problem = "has an empty token" }
        if problem == nil, length > maximumBytes { problem = "is longer than \(maximumBytes) bytes" }
        if problem == nil, !wildcards, hasWildcard(subject) { problem = "has a wildcard in it, but this takes one subject" }
        if let problem { throw NATSError(.invalidSubject, "The subject \(quoted(subject)) \(problem).") }
    }

    /// Whether a subject is right without a doubt, as most are: short tokens of anything but blanks, controls and wildcards.
    private static func isPlain(_ subject: String) -> Bool {
        guard !subject.isEmpty, subject.utf8.count <= maximumBytes else { return false }
        // As if behind a dot.
        var last = UInt8(ascii: ".")
        for byte in subject.utf8 {
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: "*"), UInt8(ascii: ">"): return false
            case UInt8(ascii: "."): if last == UInt8(ascii: ".") { return false }
            default: break
            }
            last = byte
        }
        return last != UInt8(ascii: ".")
    }

    /// The text as it can be shown in one line: control characters escaped, long ones cut.
    static func quoted(_ text: String) -> String {
        var shown = "\""
        for scalar in text.unicodeScalars.prefix(80) {
            shown += scalar.value < 0x20 ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return shown + (text.unicodeScalars.count > 80 ? "…\"" : "\"")
    }

    /// The tokens of a subject, without building an array.
    private struct Tokens {
        private var rest: Substring.UTF8View?

        init(_ text: String) { rest = text[...].utf8 }

        mutating func next() -> Token? {
            guard let text = rest else { return nil }
            if let dot = text.firstIndex(of: UInt8(ascii: ".")) {
                rest = text[text.index(after: dot)...]
                return Token(bytes: text[..<dot])
            }
            rest = nil
            return Token(bytes: text)
        }
    }

    private struct Token: Equatable {
        let bytes: Substring.UTF8View
        var isAny: Bool { bytes.count == 1 && bytes.first == UInt8(ascii: "*") }
        var isRest: Bool { bytes.count == 1 && bytes.first == UInt8(ascii: ">") }
        static func == (one: Token, other: Token) -> Bool { one.bytes.elementsEqual(other.bytes) }
    }
}
