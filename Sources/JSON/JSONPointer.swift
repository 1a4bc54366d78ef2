/// The place of a value inside another (RFC 6901), such as `/config/subjects/0`. The empty pointer is the whole value.
public struct JSONPointer: Sendable, Hashable {
    /// The keys and array indices to follow, unescaped.
    public private(set) var tokens: [String]

    /// The pointer that follows keys and indices as they are, unescaped.
    public init(_ tokens: [String] = []) { self.tokens = tokens }

    /// Reads the text form; nil when it is none: not empty and not starting with `/`, or a `~` without `0` or `1` after it.
    public init?(parsing text: String) {
        self.init()
        guard !text.isEmpty else { return }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = JSONPointer.unescape(part) else { return nil }
            tokens.append(token)
        }
    }

    public func appending(_ key: String) -> JSONPointer { JSONPointer(tokens + [key]) }
    public func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    /// A key as it stands in a pointer: `~` becomes `~0` and `/` becomes `~1`.
    public static func escape(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
        var bytes: [UInt8] = []
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "~"): bytes.append(contentsOf: "~0".utf8)
            case UInt8(ascii: "/"): bytes.append(contentsOf: "~1".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescape(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = part.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONPointer: CustomStringConvertible, ExpressibleByArrayLiteral {
    /// The text form, escaped.
    public var description: String { tokens.map { "/" + JSONPointer.escape($0) }.joined() }

    public init(arrayLiteral elements: String...) { self.init(elements) }
}

extension JSONValue {
    /// The value at a place; nil when there is none. Indices are decimal without leading zeros; `-` names no value.
    public subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array(let elements):
                guard let index = Int(token), String(index) == token, elements.indices.contains(index) else { return nil }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }
}
