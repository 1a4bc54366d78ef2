/// Finds the id in a line that is no JSON this program takes, so that the one who asked learns of it.
///
/// Without an id in the answer most clients drop it and wait for their time-out.
enum BrokenLine {
    /// The id at the top level of an object that looks like a request; nil when there is none or any doubt.
    static func requestID(in line: [UInt8]) -> RequestID? {
        var scanner = Scanner(bytes: line)
        return scanner.run()
    }

    private struct Scanner {
        let bytes: [UInt8]
        var at = 0

        mutating func run() -> RequestID? {
            skipSpace()
            guard take(UInt8(ascii: "{")) else { return nil }
            var depth = 1
            var expectsKey = true
            var found: RequestID?
            while at < bytes.count, depth > 0 {
                switch bytes[at] {
                case UInt8(ascii: "\""):
                    guard let text = string() else { return found }
                    skipSpace()
                    guard depth == 1, expectsKey, take(UInt8(ascii: ":")) else { continue }
                    expectsKey = false
                    if text == Array("result".utf8) || text == Array("error".utf8) { return nil }
                    if text == Array("id".utf8) {
                        guard found == nil, let id = idValue() else { return nil }
                        found = id
                    }
                    continue
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: ","): if depth == 1 { expectsKey = true }
                default: break
                }
                at += 1
            }
            return found
        }

        /// An integer or a plain string, with what ends a value after it: a number cut short is another number.
        private mutating func idValue() -> RequestID? {
            skipSpace()
            guard at < bytes.count else { return nil }
            let id: RequestID?
            if bytes[at] == UInt8(ascii: "\"") {
                guard let text = string(), !text.contains(UInt8(ascii: "\\")) else { return nil }
                id = String(validating: text, as: UTF8.self).map { .string($0) }
            } else {
                let start = at
                while at < bytes.count, bytes[at] == UInt8(ascii: "-") || (0x30...0x39).contains(bytes[at]) { at += 1 }
                let digits = String(decoding: bytes[start..<at], as: UTF8.self)
                id = Int64(digits).map { .integer($0) } ?? UInt64(digits).map { .unsigned($0) }
            }
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: ",") || bytes[at] == UInt8(ascii: "}") else { return nil }
            return id
        }

        /// The bytes between two quotes, escapes as they stand; nil when the second is missing.
        private mutating func string() -> [UInt8]? {
            at += 1
            let start = at
            while at < bytes.count {
                switch bytes[at] {
                case UInt8(ascii: "\\"): at += 2
                case UInt8(ascii: "\""):
                    at += 1
                    return Array(bytes[start..<at - 1])
                default: at += 1
                }
            }
            return nil
        }

        private mutating func skipSpace() {
            while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0D { at += 1 }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }
    }
}
