import CJansson

/// Turns a tree of libjansson into values. The tree stays with the caller and must outlive the reader.
struct TreeReader {
    private let maximumDepth: Int
    /// The integers from `Int64.max` up, in the order of the text; see `LargeIntegers`.
    private let large: [UInt64]
    private var nextLarge = 0
    /// Whether a container nested deeper than allowed was met; the value returned is then of no use.
    private(set) var wentTooDeep = false

    init(maximumDepth: Int, large: [UInt64]) {
        self.maximumDepth = maximumDepth
        self.large = large
    }

    mutating func value(of json: UnsafeMutablePointer<json_t>, depth: Int) -> JSONValue {
        switch unsafe json.pointee.type {
        case JSON_OBJECT: return unsafe object(json, depth: depth + 1)
        case JSON_ARRAY: return unsafe array(json, depth: depth + 1)
        case JSON_STRING:
            return unsafe .string(text(json_string_value(json), json_string_length(json)))
        case JSON_INTEGER: return unsafe integer(json_integer_value(json))
        case JSON_REAL: return unsafe .double(json_real_value(json))
        case JSON_TRUE: return .bool(true)
        case JSON_FALSE: return .bool(false)
        default: return .null
        }
    }

    /// libjansson checked the UTF-8 already, so nothing is ever repaired here.
    @inline(__always)
    private func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    private mutating func integer(_ value: Int64) -> JSONValue {
        guard value == Int64.max, nextLarge < large.count else { return .integer(value) }
        defer { nextLarge += 1 }
        return JSONValue(large[nextLarge])
    }

    private mutating func array(_ json: UnsafeMutablePointer<json_t>, depth: Int) -> JSONValue {
        guard depth <= maximumDepth else { return tooDeep() }
        let count = unsafe json_array_size(json)
        guard count > 0 else { return .array([]) }
        return .array(
            unsafe [JSONValue](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count, let element = unsafe json_array_get(json, filled) {
                    unsafe buffer.initializeElement(at: filled, to: value(of: element, depth: depth))
                    filled += 1
                }
            })
    }

    private mutating func object(_ json: UnsafeMutablePointer<json_t>, depth: Int) -> JSONValue {
        guard depth <= maximumDepth else { return tooDeep() }
        let count = unsafe json_object_size(json)
        guard count > 0 else { return .object(JSONObject()) }
        let members = unsafe [JSONObject.Member](unsafeUninitializedCapacity: count) { buffer, filled in
            var place = unsafe json_object_iter(json)
            while filled < count, let iterator = unsafe place, let element = unsafe json_object_iter_value(iterator) {
                let key = unsafe text(json_object_iter_key(iterator), json_object_iter_key_len(iterator))
                unsafe buffer.initializeElement(
                    at: filled, to: JSONObject.Member(key: key, value: value(of: element, depth: depth)))
                filled += 1
                unsafe place = unsafe json_object_iter_next(json, iterator)
            }
        }
        return .object(JSONObject(uniqueMembers: members))
    }

    private mutating func tooDeep() -> JSONValue {
        wentTooDeep = true
        return .null
    }
}
