/// One token of a transform's destination.
enum TransformPiece: Sendable, Hashable {
    case literal(String)
    /// The wildcard of this number, from 1 on; one there is none of stands for the first token (servers do that for 0 and below).
    case wildcard(Int)
    /// The number of a partition, by a hash over these wildcards; of the whole subject where none is named.
    case partition(Int, of: [Int])
    case split(Int, by: String)
    case splitFromLeft(Int, at: Int)
    case splitFromRight(Int, at: Int)
    case sliceFromLeft(Int, by: Int)
    case sliceFromRight(Int, by: Int)
    case left(Int, Int)
    case right(Int, Int)
    case random(Int)

    /// The wildcards it is made of.
    var wildcards: [Int] {
        switch self {
        case .literal, .random: []
        case .partition(_, let wildcards): wildcards
        case .wildcard(let index), .split(let index, _), .splitFromLeft(let index, _), .splitFromRight(let index, _),
            .sliceFromLeft(let index, _), .sliceFromRight(let index, _), .left(let index, _), .right(let index, _):
            [index]
        }
    }

    /// The first release of nats-server that knows it, where not all do that transform subjects.
    var since: String? {
        switch self {
        case .left, .right: "2.15"
        case .random: "2.12"
        case .partition(_, let wildcards): wildcards.isEmpty ? "2.12" : nil
        default: nil
        }
    }

    /// What stands in the new subject.
    /// - Parameters:
    ///   - tokens: of the subject.
    ///   - places: of the wildcards in it.
    func text(_ tokens: [[UInt8]], _ places: [Int]) -> [UInt8] {
        func token(_ index: Int) -> [UInt8] {
            let place = (1...max(1, places.count)).contains(index) && !places.isEmpty ? places[index - 1] : 0
            return place < tokens.count ? tokens[place] : []
        }
        switch self {
        case .literal(let text): return Array(text.utf8)
        case .wildcard(let index): return token(index)
        case .partition(let count, let wildcards):
            let key = wildcards.isEmpty ? Array(tokens.joined(separator: [Self.dot])) : wildcards.flatMap(token)
            return Array(String(Self.partition(key, of: count)).utf8)
        case .split(let index, let delimiter): return Self.split(token(index), Array(delimiter.utf8))
        case .splitFromLeft(let index, let position):
            let whole = token(index)
            guard position > 0, position < whole.count else { return whole }
            return whole[..<position] + [Self.dot] + whole[position...]
        case .splitFromRight(let index, let position):
            let whole = token(index)
            guard position > 0, position < whole.count else { return whole }
            return whole[..<(whole.count - position)] + [Self.dot] + whole[(whole.count - position)...]
        case .sliceFromLeft(let index, let size): return Self.slices(token(index), size, first: size)
        case .sliceFromRight(let index, let size):
            let whole = token(index)
            let rest = size > 0 ? whole.count % size : 0
            return Self.slices(whole, size, first: rest == 0 ? size : rest)
        case .left(let index, let count):
            let whole = token(index)
            return count > 0 && count < whole.count ? Array(whole.prefix(count)) : whole
        case .right(let index, let count):
            let whole = token(index)
            return count > 0 && count < whole.count ? Array(whole.suffix(count)) : whole
        case .random(let count): return Array(String(count > 0 ? Int.random(in: 0..<count) : 0).utf8)
        }
    }

    private static let dot = UInt8(ascii: ".")

    /// FNV-1a of 32 bits over the key.
    private static func partition(_ key: [UInt8], of count: Int) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in key { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let divisor = UInt32(truncatingIfNeeded: count)
        return divisor == 0 ? 0 : hash % divisor
    }

    private static func slices(_ whole: [UInt8], _ size: Int, first: Int) -> [UInt8] {
        guard size > 0, size < whole.count else { return whole }
        var result = Array(whole[..<first])
        var start = first
        while start < whole.count {
            result.append(dot)
            result += whole[start..<min(start + size, whole.count)]
            start += size
        }
        return result
    }

    /// The parts that are not empty, as servers join them: a dot stands before each but the first of all, so that what begins with two
    /// delimiters begins with a dot.
    private static func split(_ whole: [UInt8], _ delimiter: [UInt8]) -> [UInt8] {
        let parts = delimiter.isEmpty ? characters(whole) : parts(whole, delimiter)
        var result: [UInt8] = []
        for (index, part) in parts.enumerated() {
            result += part
            if index < parts.count - 1, !parts[index + 1].isEmpty, !(index == 0 && part.isEmpty) { result.append(dot) }
        }
        return result
    }

    private static func parts(_ whole: [UInt8], _ delimiter: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var index = 0
        while index < whole.count {
            if whole[index...].starts(with: delimiter) {
                parts.append([])
                index += delimiter.count
            } else {
                parts[parts.count - 1].append(whole[index])
                index += 1
            }
        }
        return parts
    }

    /// One part a character, as servers have it for no delimiter.
    private static func characters(_ whole: [UInt8]) -> [[UInt8]] {
        String(decoding: whole, as: UTF8.self).unicodeScalars.map { Array(String($0).utf8) }
    }
}
