/// Looks into the headers of a stored message as they lie in an archive.
enum MessageHeaders {
    /// The value of a header; nil where there is none.
    /// - Parameter name: in lower case, between a line's end and a colon: `"\r\nname:"`.
    static func value(of name: [UInt8], in headers: [UInt8]) -> String? {
        var index = 0
        while index + name.count <= headers.count {
            var length = 0
            while length < name.count, lowered(headers[index + length]) == name[length] { length += 1 }
            if length == name.count {
                let value = headers[(index + length)...].prefix { $0 != 0x0D }
                return String(decoding: value.drop { $0 == 0x20 }, as: UTF8.self)
            }
            index += 1
        }
        return nil
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
