/// Decodes one block of S2, which is Snappy's (https://github.com/google/snappy/blob/main/format_description.txt) with larger
/// blocks and one more element: a copy whose offset is 0 repeats the offset before it, with lengths of its own.
enum S2Block {
    /// The largest block servers write is 1 MiB; S2's own limit in a stream is 4 MiB.
    static let largest = 4 << 20

    private struct Fault: Error {}

    /// - Returns: nil where the block is no S2.
    static func decode(_ bytes: [UInt8]) -> [UInt8]? {
        guard let (length, start) = length(bytes) else { return nil }
        var output = [UInt8](repeating: 0, count: length)
        do {
            var target = output.mutableSpan
            try decode(bytes.span, from: start, into: &target)
        } catch {
            return nil
        }
        return output
    }

    private static func length(_ bytes: [UInt8]) -> (Int, Int)? {
        var value = 0
        for place in 0..<min(5, bytes.count) {
            value |= Int(bytes[place] & 0x7F) << (7 * place)
            if bytes[place] < 0x80 { return value <= largest ? (value, place + 1) : nil }
        }
        return nil
    }

    private static func decode(_ bytes: Span<UInt8>, from start: Int, into output: inout MutableSpan<UInt8>) throws(Fault) {
        var index = start
        var end = 0
        var offset = 0
        while index < bytes.count {
            let tag = bytes[index]
            index += 1
            switch tag & 3 {
            case 0:
                let length = try literal(tag, bytes, &index)
                guard length <= bytes.count - index, length <= output.count - end else { throw Fault() }
                for place in 0..<length { output[end + place] = bytes[index + place] }
                index += length
                end += length
                continue
            case 1:
                let low = Int(try number(1, bytes, &index))
                let near = Int(tag & 0xE0) << 3 | low
                let length = Int(tag >> 2 & 7)
                if near == 0 {
                    try copy(try repeated(length, bytes, &index), offset, &output, &end)
                } else {
                    offset = near
                    try copy(length + 4, offset, &output, &end)
                }
            case 2:
                offset = Int(try number(2, bytes, &index))
                try copy(Int(tag >> 2) + 1, offset, &output, &end)
            default:
                offset = Int(try number(4, bytes, &index))
                try copy(Int(tag >> 2) + 1, offset, &output, &end)
            }
        }
        guard end == output.count else { throw Fault() }
    }

    private static func literal(_ tag: UInt8, _ bytes: Span<UInt8>, _ index: inout Int) throws(Fault) -> Int {
        let short = Int(tag >> 2)
        return short < 60 ? short + 1 : Int(try number(short - 59, bytes, &index)) + 1
    }

    /// The length of a copy that repeats the offset.
    private static func repeated(_ code: Int, _ bytes: Span<UInt8>, _ index: inout Int) throws(Fault) -> Int {
        switch code {
        case 5: 4 + 4 + Int(try number(1, bytes, &index))
        case 6: 4 + 256 + Int(try number(2, bytes, &index))
        case 7: 4 + 65536 + Int(try number(3, bytes, &index))
        default: 4 + code
        }
    }

    private static func number(_ width: Int, _ bytes: Span<UInt8>, _ index: inout Int) throws(Fault) -> UInt32 {
        guard width <= bytes.count - index else { throw Fault() }
        var value: UInt32 = 0
        for place in 0..<width { value |= UInt32(bytes[index + place]) << UInt32(8 * place) }
        index += width
        return value
    }

    /// Copies from before the end; source and target may overlap, and then what is copied is copied again.
    private static func copy(
        _ length: Int, _ offset: Int, _ output: inout MutableSpan<UInt8>, _ end: inout Int
    ) throws(Fault) {
        guard offset > 0, offset <= end, length <= output.count - end else { throw Fault() }
        var from = end - offset
        for place in end..<end + length {
            output[place] = output[from]
            from += 1
        }
        end += length
    }
}
