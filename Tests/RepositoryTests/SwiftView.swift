/// What a search looks at: Swift text with comments blanked out, and the contents of string literals too where they mean nothing.
/// Line breaks stay, so that line numbers stay true. Code inside an interpolation counts as string.
enum SwiftView {
    case code
    case codeAndStrings

    func of(_ text: String) -> String {
        var scanner = Scanner(bytes: Array(text.utf8), keepsStrings: self == .codeAndStrings)
        scanner.run()
        return String(decoding: scanner.output, as: UTF8.self)
    }

    private struct Scanner {
        let bytes: [UInt8]
        let keepsStrings: Bool
        var output: [UInt8] = []
        var index = 0

        init(bytes: [UInt8], keepsStrings: Bool) {
            self.bytes = bytes
            self.keepsStrings = keepsStrings
            output.reserveCapacity(bytes.count)
        }

        mutating func run() {
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "/") where starts("//"):
                    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { blank() }
                case UInt8(ascii: "/") where starts("/*"):
                    comment()
                case UInt8(ascii: "#"), UInt8(ascii: "\""):
                    let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
                    if starts("\"", at: index + hashes) { literal(hashes: hashes) } else { keep() }
                default:
                    keep()
                }
            }
        }

        func starts(_ text: StaticString, at position: Int? = nil) -> Bool {
            let start = position ?? index
            guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
            return text.withUTF8Buffer { bytes[start...].starts(with: $0) }
        }

        mutating func keep() {
            output.append(bytes[index])
            index += 1
        }

        mutating func blank() {
            output.append(bytes[index] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
            index += 1
        }

        /// Block comments nest.
        mutating func comment() {
            var depth = 0
            repeat {
                if starts("/*") { depth += 1; blank() } else if starts("*/") { depth -= 1; blank() }
                blank()
            } while depth > 0 && index < bytes.count
        }

        mutating func literal(hashes: Int) {
            index += hashes
            let isLong = starts("\"\"\"")
            let quotes = isLong ? 3 : 1
            index += quotes
            output.append(UInt8(ascii: "\""))
            while index < bytes.count, !ends(isLong, hashes) {
                let escapes = bytes[index] == UInt8(ascii: "\\") && marks(hashes, at: index + 1)
                for _ in 0..<(escapes ? 2 + hashes : 1) where index < bytes.count {
                    if keepsStrings { keep() } else { blank() }
                }
            }
            output.append(UInt8(ascii: "\""))
            index = min(bytes.count, index + quotes + hashes)
        }

        func ends(_ isLong: Bool, _ hashes: Int) -> Bool {
            starts(isLong ? "\"\"\"" : "\"") && marks(hashes, at: index + (isLong ? 3 : 1))
        }

        func marks(_ count: Int, at position: Int) -> Bool {
            position + count <= bytes.count && bytes[position..<position + count].allSatisfy { $0 == UInt8(ascii: "#") }
        }
    }
}
