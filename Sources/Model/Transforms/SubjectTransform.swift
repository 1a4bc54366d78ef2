/// How servers make one subject of another: account mappings, transforms of streams, mirrors and sources, republishing.
public struct SubjectTransform: Sendable, Hashable {
    /// Why a server takes no such transform.
    public struct Mistake: Error, Sendable {
        public let message: String
    }

    /// What has become of a subject.
    public struct Outcome: Sendable, Hashable {
        public let subject: String
        /// Nobody could publish to it, so what comes of it is lost or odd.
        public let isValid: Bool
    }

    private let source: [String]
    private let destination: [String]
    private let pieces: [TransformPiece]

    /// - Parameter source: with `*` and `>`; empty means every subject.
    public init(_ source: String, to destination: String) throws(Mistake) {
        let source = source.isEmpty ? ">" : source
        self.source = try Self.tokens(source, "the source")
        self.destination = try Self.tokens(destination, "the destination")
        if self.destination.contains("*") {
            throw Mistake(
                message: "the destination has `*`: write {{wildcard(1)}} for what the first `*` of the source stands for")
        }
        guard (self.source.last == ">") == (self.destination.last == ">") else {
            throw Mistake(message: "`>` must end both, source and destination, or neither")
        }
        let wildcards = self.source.count { $0 == "*" }
        var pieces: [TransformPiece] = []
        for token in self.destination {
            do {
                pieces.append(try Self.piece(token, wildcards: wildcards, isLiteral: wildcards == 0 && self.source.last != ">"))
            } catch {
                throw Mistake(message: error.message)
            }
        }
        self.pieces = pieces
    }

    /// What a subject becomes; nil where the source does not take it, so that it stays as it is.
    public func outcome(of subject: String) -> Outcome? {
        let tokens = Self.split(subject)
        guard matches(tokens) else { return nil }
        if source == [">"], destination == [">"] { return Outcome(subject: subject, isValid: true) }
        let bytes = tokens.map { Array($0.utf8) }
        let places = source.indices.filter { source[$0] == "*" }
        var parts = pieces.map { $0.text(bytes, places) }
        if destination.last == ">" { parts = parts.dropLast() + bytes[(source.count - 1)...] }
        let result = Array(parts.joined(separator: [UInt8(ascii: ".")]))
        return Outcome(
            subject: String(decoding: result, as: UTF8.self),
            isValid: String(validating: result, as: UTF8.self).map { !Self.split($0).contains("") } ?? false)
    }

    /// The newest release that anything in it takes: `2.12`.
    public var since: String? { pieces.compactMap(\.since).max() }

    /// Whether the same subject becomes another one each time.
    public var isRandom: Bool { pieces.contains { if case .random = $0 { true } else { false } } }

    /// What was most likely meant in another way, though a server takes it.
    public var oddities: [String] {
        var found: [String] = []
        for (token, piece) in zip(destination, pieces) {
            switch piece {
            case .literal where token.contains("{{") || token.contains("}}"):
                found.append("\(token) stands as it is: a function is a whole token, between dots.")
            case .partition(let count, _) where count < 1, .random(let count) where count < 1:
                found.append("\(token): \(count) is no number to divide by.")
            default: break
            }
            if let none = piece.wildcards.first(where: { $0 < 1 }) {
                found.append("\(token): there is no wildcard \(none); servers take the first token of the subject.")
            }
        }
        let used = Set(pieces.flatMap(\.wildcards))
        let unused = (1...max(1, source.count)).filter { $0 <= source.count { $0 == "*" } && !used.contains($0) }
        if !unused.isEmpty {
            found.append(
                "Wildcard\(unused.count == 1 ? "" : "s") \(unused.map(String.init).joined(separator: ", ")) of the source "
                    + "\(unused.count == 1 ? "is" : "are") not in the destination: several subjects may become one.")
        }
        return found
    }

    private static func piece(
        _ token: String, wildcards: Int, isLiteral: Bool
    ) throws(TransformFunction.Mistake) -> TransformPiece {
        let piece = try TransformFunction.piece(token)
        switch piece {
        case .literal, .random: return piece
        // Servers do not look at which wildcards are meant where there are none: the whole subject is hashed.
        case .partition(let count, _) where isLiteral: return .partition(count, of: [])
        case .partition: break
        default:
            if isLiteral { throw .init(message: "\(token): the source has no wildcard") }
        }
        if let beyond = piece.wildcards.first(where: { $0 > wildcards }) {
            throw .init(message: "\(token): there is no wildcard \(beyond); the source has \(wildcards)")
        }
        return piece
    }

    private func matches(_ tokens: [String]) -> Bool {
        guard !tokens.contains("") else { return false }
        for (index, token) in source.enumerated() {
            if token == ">" { return index < tokens.count }
            guard index < tokens.count, token == "*" || token.utf8.elementsEqual(tokens[index].utf8) else { return false }
        }
        return tokens.count == source.count
    }

    private static func tokens(_ subject: String, _ what: String) throws(Mistake) -> [String] {
        let tokens = split(subject)
        if tokens.contains("") { throw Mistake(message: "\(what) has an empty token") }
        if tokens.dropLast().contains(">") { throw Mistake(message: "\(what) has something behind `>`") }
        if let token = tokens.first(where: { !$0.hasPrefix("{{") && $0.contains(where: \.isWhitespace) }) {
            throw Mistake(message: "\(what) has white space in \"\(token)\"")
        }
        return tokens
    }

    private static func split(_ subject: String) -> [String] {
        // Bytes: a mark behind a dot belongs to no letter.
        subject.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
