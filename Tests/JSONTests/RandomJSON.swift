import JSON

/// Values from a seed, rich in what goes wrong: edges of numbers, escapes, odd keys.
struct RandomJSON {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(state: seed) }

    mutating func value(depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 10 : 7), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return JSONValue(Int64.random(in: -1000...1000, using: &generator))
        case 3: return integer()
        case 4: return .double(double())
        case 5, 6: return .string(string())
        case 7: return .array((0..<Int.random(in: 0..<6, using: &generator)).map { _ in value(depth: depth + 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0..<8, using: &generator) { object[string()] = value(depth: depth + 1) }
            return .object(object)
        }
    }

    private mutating func integer() -> JSONValue {
        let edges: [UInt64] = [.max, .max - 1, 1 << 63, 1 << 63 - 1, 1 << 63 + 1, 0, 10_000_000_000_000_000_000]
        let random = UInt64.random(in: 0 ... .max, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return JSONValue(edges.randomElement(using: &generator) ?? 0)
        case 1: return .integer([.min, .min + 1, .max, -1].randomElement(using: &generator) ?? 0)
        case 2: return JSONValue(random)
        default: return .integer(Int64(bitPattern: random))
        }
    }

    mutating func double() -> Double {
        let edges: [Double] = [
            0, -0.0, 1, 1e21, 1e22, 0.1, -1.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .leastNormalMagnitude,
            9_007_199_254_740_992,
        ]
        if Bool.random(using: &generator) { return edges.randomElement(using: &generator) ?? 0 }
        let value = Double(bitPattern: .random(in: 0 ... .max, using: &generator))
        return value.isFinite ? value : 0.5
    }

    private mutating func string() -> String {
        let pieces = [
            "a", "orders.eu.", "\"", "\\", "/", "\n", "\u{1F}", "\u{8}", "\u{C}", "\r\t", "é", "e\u{301}", "\u{2028}", "😀",
            "\u{FFFD}",
            "\u{7F}", "18446744073709551615", "9223372036854775807", "{\"x\":", "\\u0041", "\u{FEFF}",
            "long enough to leave the word",
        ]
        return (0..<Int.random(in: 0..<6, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
