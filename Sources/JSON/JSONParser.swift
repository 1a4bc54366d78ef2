import CJansson

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Reads JSON text (RFC 8259) with libjansson; plain texts, which most are, without its help (`JSONQuickReader`).
///
/// Stricter than most: of two members with the same key neither is dropped in silence, the text is refused; so are NUL
/// characters, lone surrogates, and numbers that no 64-bit integer or finite double holds. A byte order mark is for the
/// caller to strip. Parsers hold no state: one may be used from many threads at once.
public struct JSONParser: Sendable {
    /// The largest text taken, in bytes.
    public var maximumBytes: Int
    /// The deepest nesting taken: 0 takes scalars only, 1 also `[]`. More than `utmostDepth` counts as that.
    public var maximumDepth: Int

    /// libjansson goes 2048 deep and counts the scalar inside the innermost container too.
    public static let utmostDepth = 2047

    public init(maximumBytes: Int = 64 << 20, maximumDepth: Int = 512) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
    }

    /// The value of a whole JSON text (any value at the top level).
    public func parse(_ text: [UInt8]) throws(JSONError) -> JSONValue {
        try unsafe text.withUnsafeBufferPointer { bytes throws(JSONError) in
            try unsafe parse(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The value of a part of a buffer, without a copy of it. Offsets in errors count from the start of the slice.
    public func parse(_ text: ArraySlice<UInt8>) throws(JSONError) -> JSONValue {
        try unsafe text.withUnsafeBufferPointer { bytes throws(JSONError) in
            try unsafe parse(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The value of a text in a string; offsets in errors count its UTF-8.
    public func parse(_ text: String) throws(JSONError) -> JSONValue { try parse(Array(text.utf8)) }

    /// The value of a text somewhere in memory, without a copy of it.
    public func parse(_ text: Span<UInt8>) throws(JSONError) -> JSONValue {
        try unsafe text.withUnsafeBufferPointer { bytes throws(JSONError) in
            try unsafe parse(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The value of a text that C lent, without a copy of it; nothing of it is kept.
    public func parse(_ text: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
        guard text.count <= maximumBytes else {
            throw JSONError(
                code: .tooLarge, message: "the text is \(text.count) bytes long, at most \(maximumBytes) are taken",
                offset: maximumBytes)
        }
        if let value = unsafe JSONQuickReader.read(text, maximumDepth: maximumDepth) { return value }
        guard let large = unsafe LargeIntegers.find(in: text) else {
            return try unsafe parse(text, readingFrom: text, large: [])
        }
        return try unsafe large.text.withUnsafeBufferPointer { substituted throws(JSONError) in
            try unsafe parse(text, readingFrom: UnsafeRawBufferPointer(substituted), large: large.values)
        }
    }

    /// Parses `source`, which is `text` but for the `large` integers; faults are explained by `text`.
    private func parse(
        _ text: UnsafeRawBufferPointer, readingFrom source: UnsafeRawBufferPointer, large: [UInt64]
    ) throws(JSONError) -> JSONValue {
        guard let start = unsafe source.baseAddress?.assumingMemoryBound(to: CChar.self) else {
            throw JSONError(code: .empty, message: "the text is empty", offset: 0)
        }
        _ = JSONParser.seeded
        var fault = json_error_t()
        // libjansson overlooks a NUL byte right behind a number or a word, and JSON has no place for one anywhere.
        guard unsafe memchr(start, 0, source.count) == nil else {
            throw unsafe JSONFaultFinder.explain(text, fault, maximumDepth: maximumDepth)
        }
        let flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY
        let root = unsafe json_loadb(start, source.count, Int(flags), &fault)
        guard let root = unsafe root else {
            throw unsafe JSONFaultFinder.explain(text, fault, maximumDepth: maximumDepth)
        }
        defer { unsafe json_decref(root) }
        var reader = TreeReader(maximumDepth: min(maximumDepth, JSONParser.utmostDepth), large: large)
        let value = unsafe reader.value(of: root, depth: 0)
        guard !reader.wentTooDeep else {
            throw unsafe JSONFaultFinder.explain(text, fault, maximumDepth: maximumDepth)
        }
        return value
    }

    /// libjansson seeds its hash tables once per process, before the first object; a lazy global does it exactly once.
    private static let seeded: Void = json_object_seed(0)
}
