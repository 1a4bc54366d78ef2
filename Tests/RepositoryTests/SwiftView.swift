/// What a search looks at: Swift text with comments blanked out, and the contents of string literals too where they mean nothing.
/// Line breaks stay, so that line numbers stay true. Code inside an interpolation counts as string.
enum SwiftView {
    case code
    case codeAndStrings

    func of(_ text: String) -> String {
        var scanner = Scanner(characters: Array(text), keepsStrings: self == .codeAndStrings)
        scanner.run()
        return String(scanner.output)
    }

    private struct Scanner {
        let characters: [Character]
        let keepsStrings: Bool
        var output: [Character] = []
        var index = 0

        init(characters: [Character], keepsStrings: Bool) {
            self.characters = characters
            self.keepsStrings = keepsStrings
        }

        mutating func run() {
            while index < characters.count {
                if starts("//") {
                    while index < characters.count, characters[index] != "\n" { blank() }
                } else if starts("/*") {
                    comment()
                } else if let hashes = literalStart() {
                    literal(hashes: hashes)
                } else {
                    output.append(characters[index])
                    index += 1
                }
            }
        }

        func starts(_ text: String) -> Bool { characters[index...].starts(with: text) }

        mutating func blank() {
            output.append(characters[index] == "\n" ? "\n" : " ")
            index += 1
        }

        /// Block comments nest.
        mutating func comment() {
            var depth = 0
            repeat {
                if starts("/*") { depth += 1; blank() } else if starts("*/") { depth -= 1; blank() }
                blank()
            } while depth > 0 && index < characters.count
        }

        /// How many `#` stand before a quote here; nil when no string literal begins.
        func literalStart() -> Int? {
            let hashes = characters[index...].prefix { $0 == "#" }.count
            return index + hashes < characters.count && characters[index + hashes] == "\"" ? hashes : nil
        }

        mutating func literal(hashes: Int) {
            let marks = String(repeating: "#", count: hashes)
            index += hashes
            let quote = starts("\"\"\"") ? "\"\"\"" : "\""
            index += quote.count
            output.append("\"")
            while index < characters.count, !starts(quote + marks) {
                let escape = starts("\\" + marks)
                for _ in 0..<(escape ? 2 + hashes : 1) where index < characters.count {
                    if keepsStrings { output.append(characters[index]); index += 1 } else { blank() }
                }
            }
            output.append("\"")
            index = min(characters.count, index + quote.count + hashes)
        }
    }
}
