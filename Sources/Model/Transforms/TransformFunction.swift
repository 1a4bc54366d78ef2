/// Reads a token of a transform's destination.
enum TransformFunction {
    /// A function call that is none, and why.
    struct Mistake: Error, Sendable {
        let message: String
    }

    static func piece(_ token: String) throws(Mistake) -> TransformPiece {
        if token.utf8.count > 1, token.hasPrefix("$") {
            return number(token.dropFirst()).map { .wildcard($0) } ?? .literal(token)
        }
        guard token.utf8.count > 4, token.hasPrefix("{{"), token.hasSuffix("}}") else { return .literal(token) }
        let call = trimmed(token.dropFirst(2).dropLast(2))
        guard call.hasSuffix(")"), let open = call.firstIndex(of: "("), let name = name(trimmed(call[..<open])) else {
            throw Mistake(message: "\(token): there is no such function; there are: \(names.joined(separator: ", "))")
        }
        let inside = call[call.index(after: open)...].dropLast()
        do {
            return try piece(name, arguments(inside))
        } catch {
            throw Mistake(message: "\(token): \(error.message)")
        }
    }

    private static let names = [
        "wildcard", "partition", "split", "splitFromLeft", "splitFromRight", "sliceFromLeft", "sliceFromRight", "left", "right",
        "random",
    ]

    /// Where the usual writing has a capital letter, and at the beginning, either is taken.
    private static func name(_ text: Substring) -> String? {
        names.first { name in
            name.count == text.count
                && zip(name, text).enumerated().allSatisfy { index, pair in
                    pair.0 == pair.1
                        || (index == 0 || pair.0.isUppercase) && pair.0.lowercased() == pair.1.lowercased()
                }
        }
    }

    private static func piece(_ name: String, _ arguments: [Substring]) throws(Mistake) -> TransformPiece {
        switch name {
        case "wildcard": return .wildcard(try integer(try exactly(1, arguments)[0]))
        case "random": return .random(try integer32(try exactly(1, arguments)[0]))
        case "partition":
            guard arguments != [""] else { throw Mistake(message: "the number of partitions is missing") }
            let count = try integer32(arguments[0])
            var wildcards: [Int] = []
            for argument in arguments.dropFirst() { wildcards.append(try integer(argument)) }
            return .partition(count, of: wildcards)
        case "split":
            let arguments = try exactly(2, arguments)
            guard !arguments[1].contains(" ") else { throw Mistake(message: "the delimiter must have no space in it") }
            return .split(try integer(arguments[0]), by: String(arguments[1]))
        default:
            let arguments = try exactly(2, arguments)
            let index = try integer(arguments[0])
            let number = try integer32(arguments[1])
            switch name {
            case "splitFromLeft": return .splitFromLeft(index, at: number)
            case "splitFromRight": return .splitFromRight(index, at: number)
            case "sliceFromLeft": return .sliceFromLeft(index, by: number)
            case "sliceFromRight": return .sliceFromRight(index, by: number)
            case "left": return .left(index, number)
            default: return .right(index, number)
            }
        }
    }

    /// Separated by commas; white space behind a comma does not count.
    private static func arguments(_ text: Substring) -> [Substring] {
        text.split(separator: ",", omittingEmptySubsequences: false).enumerated()
            .map { $0 == 0 ? $1 : $1.drop(while: \.isWhitespace) }
    }

    private static func exactly(_ count: Int, _ arguments: [Substring]) throws(Mistake) -> [Substring] {
        let given = arguments == [""] ? 0 : arguments.count
        guard given == count else {
            throw Mistake(message: "it takes \(count) argument\(count == 1 ? "" : "s"), not \(given)")
        }
        return arguments
    }

    private static func integer(_ text: Substring) throws(Mistake) -> Int {
        guard let number = number(trimmed(text)) else { throw Mistake(message: "\"\(text)\" is no whole number") }
        return number
    }

    private static func integer32(_ text: Substring) throws(Mistake) -> Int {
        let number = try integer(text)
        guard Int32(exactly: number) != nil else { throw Mistake(message: "\(number) is too large") }
        return number
    }

    /// Digits, and a sign before them.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { 48...57 ~= $0 || $0 == 43 || $0 == 45 } ? Int(text) : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let begun = text.drop(while: \.isWhitespace)
        guard let last = begun.lastIndex(where: { !$0.isWhitespace }) else { return begun.prefix(0) }
        return begun[...last]
    }
}
