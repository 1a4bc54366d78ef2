/// A JSON text without the elements of some arrays, which are read one at a time when they are asked for: an answer that lists
/// everything there is takes little more than its own length.
///
/// Where the arrays stood, the rest has a number each, by which `objects` finds the elements again.
public struct JSONCut: Sendable {
    /// The value of the text, with numbers in the place of the arrays.
    public let rest: JSONValue
    private let text: [UInt8]
    private let arrays: [[Range<Int>]]

    /// - Parameters:
    ///   - names: of the members whose arrays are left out; not looked for inside of them.
    ///   - isTop: only members of the outermost object; else wherever they are.
    /// - Throws: where the rest is no JSON. Faults inside of elements show when those are read.
    public init(
        _ text: [UInt8], arraysNamed names: [String], onlyTop isTop: Bool = false, parser: JSONParser = JSONParser()
    ) throws(JSONError) {
        var finder = ArrayFinder(text, names.map { Array($0.utf8) }, isTop)
        finder.run()
        self.text = text
        arrays = finder.arrays
        rest = try parser.parse(finder.rest)
    }

    /// The elements of the array a number stands for, as texts.
    public func texts(_ number: JSONValue?) -> some Sequence<ArraySlice<UInt8>> { ranges(number).lazy.map { text[$0] } }

    /// The elements of the array a number stands for; nil for one that is no object, or can't be read.
    public func objects(_ number: JSONValue?) -> some Sequence<JSONObject?> {
        ranges(number).lazy.map { (try? JSONParser().parse(text[$0]))?.object }
    }

    private func ranges(_ number: JSONValue?) -> [Range<Int>] {
        number?.int.flatMap { arrays.indices.contains($0) ? arrays[$0] : nil } ?? []
    }
}

/// Looks for the arrays. Of a text with a fault it finds some, or none: whoever reads the rest sees the fault.
private struct ArrayFinder {
    private(set) var rest: [UInt8] = []
    private(set) var arrays: [[Range<Int>]] = []
    private let text: [UInt8]
    private let names: [[UInt8]]
    private let isTop: Bool
    private var copied = 0
    private var depth = 0

    init(_ text: [UInt8], _ names: [[UInt8]], _ isTop: Bool) {
        self.text = text
        self.names = names
        self.isTop = isTop
    }

    mutating func run() {
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\"") else {
                switch text[index] {
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
                index += 1
                continue
            }
            let end = endOfString(index)
            guard end - index > 1, !isTop || depth == 1,
                names.contains(where: { text[(index + 1)..<(end - 1)].elementsEqual($0) })
            else {
                index = end
                continue
            }
            let colon = skipSpace(end)
            let start = skipSpace(colon + 1)
            guard `is`(colon, ":"), `is`(start, "["), let (elements, after) = elements(start + 1) else {
                index = end
                continue
            }
            rest += text[copied..<start]
            rest += Array(String(arrays.count).utf8)
            arrays.append(elements)
            copied = after
            index = after
        }
        rest += text[copied...]
    }

    /// The elements from the first one's place on, and where the array ends; nil where it does not.
    private func elements(_ start: Int) -> (elements: [Range<Int>], after: Int)? {
        var elements: [Range<Int>] = []
        var index = skipSpace(start)
        if `is`(index, "]") { return ([], index + 1) }
        while index < text.count {
            let end = endOfValue(index)
            guard end > index else { return nil }
            elements.append(index..<end)
            index = skipSpace(end)
            if `is`(index, "]") { return (elements, index + 1) }
            guard `is`(index, ",") else { return nil }
            index = skipSpace(index + 1)
        }
        return nil
    }

    private func endOfValue(_ start: Int) -> Int {
        var index = start
        var depth = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""): index = endOfString(index)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                if depth == 0 { return index }
                index += 1
                continue
            default:
                index += 1
                continue
            }
            if depth == 0 { return index }
        }
        return index
    }

    /// Behind the closing quote.
    private func endOfString(_ start: Int) -> Int {
        var index = start + 1
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "\""): return index + 1
            default: index += 1
            }
        }
        return text.count
    }

    private func skipSpace(_ start: Int) -> Int {
        var index = start
        while index < text.count, [0x20, 0x0A, 0x0D, 0x09].contains(text[index]) { index += 1 }
        return index
    }

    private func `is`(_ index: Int, _ character: Unicode.Scalar) -> Bool {
        index < text.count && text[index] == UInt8(ascii: character)
    }
}
