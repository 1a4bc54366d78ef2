import CJansson

extension JSONFaultFinder {
    /// What is wrong with a text libjansson refused, or that is nested deeper than allowed.
    ///
    /// libjansson stops at the first fault. If that is a duplicate key, its position is the byte after the key's quote;
    /// any other is found by walking the text.
    static func explain(_ text: UnsafeRawBufferPointer, _ fault: json_error_t, maximumDepth: Int) -> JSONError {
        if fault.duplicatesKey, let start = unsafe startOfString(in: text, endingAt: Int(fault.position)) {
            return JSONError(code: .duplicateKey, message: "an object has this key twice", offset: start)
        }
        var finder = JSONFaultFinder(unsafe Array(text), maximumDepth: maximumDepth)
        return finder.find() ?? unexplained(Int(fault.position))
    }

    /// libjansson fails without a fault in the text only when memory runs out.
    static func unexplained(_ offset: Int) -> JSONError {
        JSONError(code: .tooLarge, message: "there is not enough memory to parse the text", offset: max(0, offset))
    }

    /// The opening quote of the string whose closing quote is the byte before `end`: the nearest one not escaped.
    private static func startOfString(in text: UnsafeRawBufferPointer, endingAt end: Int) -> Int? {
        guard end >= 2, end <= text.count else { return nil }
        var index = end - 2
        while index >= 0 {
            if unsafe text[index] == UInt8(ascii: "\"") {
                var slashes = index
                while slashes > 0, unsafe text[slashes - 1] == UInt8(ascii: "\\") { slashes -= 1 }
                if (index - slashes).isMultiple(of: 2) { return index }
            }
            index -= 1
        }
        return nil
    }
}

extension json_error_t {
    /// libjansson keeps its error code in the last byte of the message.
    fileprivate var duplicatesKey: Bool {
        UInt32(UInt8(bitPattern: text.159)) == json_error_duplicate_key.rawValue
    }
}
