/// Reads JSON text.
public struct JSONParser: Sendable {
    /// The largest text taken, in bytes.
    public var maximumBytes: Int
    /// The deepest nesting taken.
    public var maximumDepth: Int

    public init(maximumBytes: Int = 64 << 20, maximumDepth: Int = 512) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
    }

    /// The value of a whole JSON text (any value at the top level).
    public func parse(_ text: [UInt8]) throws(JSONError) -> JSONValue {
        throw JSONError(code: .syntax, message: "not built yet", offset: 0)
    }

    public func parse(_ text: String) throws(JSONError) -> JSONValue { try parse(Array(text.utf8)) }
}
