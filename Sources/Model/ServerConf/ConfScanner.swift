/// The characters of a configuration file and where they stand.
struct ConfScanner {
    enum Scalar {
        case quoted(String)
        case bare(String)
        case variable(String)
    }

    private let text: [Character]
    private var index = 0
    private var line = 1
    private let file: String

    init(_ text: String, file: String) {
        self.text = Array(text)
        self.file = file
    }

    var place: ConfPlace { ConfPlace(file: file, line: line) }
    var isAtEnd: Bool { index >= text.count }
    var peek: Character? { index < text.count ? text[index] : nil }

    /// A bcrypted password begins with $2, as no variable does.
    var isBcrypt: Bool { peek == "$" && index + 1 < text.count && text[index + 1] == "2" }

    func error(_ message: String) -> ConfError { ConfError(place: place, message: message) }

    private mutating func advance() {
        if text[index].isNewline { line += 1 }
        index += 1
    }

    mutating func take(_ character: Character) -> Bool {
        guard peek == character else { return false }
        advance()
        return true
    }

    /// Passes over spaces and comments; with `separators` also over line ends, commas and semicolons.
    mutating func skip(separators: Bool) {
        while let next = peek {
            if next == "#" || (next == "/" && index + 1 < text.count && text[index + 1] == "/") {
                while let next = peek, !next.isNewline { advance() }
            } else if next.isNewline || next == "," || next == ";" {
                guard separators || next.isNewline && isFollowedByValue else { return }
                advance()
            } else if next.isWhitespace {
                advance()
            } else {
                return
            }
        }
    }

    /// A block may open on the line after its name.
    private var isFollowedByValue: Bool {
        var ahead = index
        while ahead < text.count, text[ahead].isWhitespace { ahead += 1 }
        return ahead < text.count && (text[ahead] == "{" || text[ahead] == "[")
    }

    mutating func key() throws(ConfError) -> String {
        if let quote = peek, quote == "\"" || quote == "'" { return try quoted() }
        var key = ""
        while let next = peek, !next.isWhitespace, !":={}[],;#".contains(next) {
            key.append(next)
            advance()
        }
        guard !key.isEmpty else { throw error("a name is expected here, not \(peek.map { "'\($0)'" } ?? "the end")") }
        return key
    }

    /// What follows `include`: a path, quoted or not.
    mutating func path() throws(ConfError) -> String {
        switch try scalar() {
        case .quoted(let text), .bare(let text): return text
        case .variable: throw error("include takes a path, no variable")
        }
    }

    mutating func scalar() throws(ConfError) -> Scalar {
        guard let first = peek, !first.isNewline else { throw error("a value is missing") }
        if first == "\"" || first == "'" { return .quoted(try quoted()) }
        if first == "(" { return .quoted(try block()) }
        var word = ""
        while let next = peek, !next.isWhitespace, !",;{}[]".contains(next) {
            if next == "#" && word.isEmpty { break }
            word.append(next)
            advance()
        }
        guard !word.isEmpty else { throw error("a value is missing") }
        if word.hasPrefix("$"), !word.hasPrefix("$2"), word.count > 1 { return .variable(String(word.dropFirst())) }
        return .bare(word)
    }

    private mutating func quoted() throws(ConfError) -> String {
        let start = place
        guard let quote = peek else { throw error("a text is missing") }
        advance()
        var text = ""
        while let next = peek {
            advance()
            if next == quote { return text }
            if next == "\\", quote == "\"", let escaped = peek {
                advance()
                text.append(["n": "\n", "t": "\t", "r": "\r"][escaped] ?? escaped)
            } else {
                text.append(next)
            }
        }
        throw ConfError(place: start, message: "a text is not closed: \(quote) is missing")
    }

    /// Lines between `(` and a line that is `)`.
    private mutating func block() throws(ConfError) -> String {
        let start = place
        advance()
        var text = ""
        while let next = peek {
            advance()
            if next == ")" { return text }
            text.append(next)
        }
        throw ConfError(place: start, message: "a block of text is not closed: ) is missing")
    }
}
