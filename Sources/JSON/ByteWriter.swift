/// A growing run of bytes to serialise into: no uniqueness check and no bounds check for each token, one copy at the end.
@safe struct ByteWriter: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 512) {
        self.capacity = capacity
        unsafe base = UnsafeMutablePointer.allocate(capacity: capacity)
    }

    deinit { unsafe base.deallocate() }

    /// Begins again, with the room there is.
    mutating func empty() { count = 0 }

    /// What was written; not to be kept beyond the closure.
    borrowing func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        unsafe body(UnsafeBufferPointer(start: base, count: count))
    }

    /// Makes room for more bytes.
    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if more > capacity - count { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = max(2 * capacity, count + more)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe moved.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = unsafe moved
        capacity = larger
    }

    @inline(__always)
    mutating func write(_ byte: UInt8) {
        reserve(1)
        unsafe base[count] = byte
        count += 1
    }

    mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (base + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    /// Writes text that is JSON already.
    mutating func write(_ text: StaticString) {
        unsafe write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes a string in quotes, escaped.
    mutating func write(string: String) {
        write(UInt8(ascii: "\""))
        // A copy to call `withUTF8` on would count references.
        if unsafe string.utf8.withContiguousStorageIfAvailable({ unsafe write(escaped: $0) }) == nil {
            var string = string
            string.withUTF8 { unsafe write(escaped: $0) }
        }
        write(UInt8(ascii: "\""))
    }

    /// The same for text in UTF-8.
    mutating func write(string: UnsafeBufferPointer<UInt8>) {
        write(UInt8(ascii: "\""))
        unsafe write(escaped: string)
        write(UInt8(ascii: "\""))
    }

    /// Escapes `"`, `\` and the control characters below U+0020; all else is itself. Eight bytes at once: all of them are
    /// written, and those from the first to escape on count as not written.
    private mutating func write(escaped bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = unsafe UnsafeRawPointer(bytes.baseAddress) else { return }
        reserve(bytes.count)
        var index = 0
        while bytes.count - index >= 8 {
            let word = unsafe start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            unsafe UnsafeMutableRawPointer(base + count).storeBytes(of: word, as: UInt64.self)
            let hits = ByteWriter.specials(UInt64(littleEndian: word))
            let clean = hits == 0 ? 8 : hits.trailingZeroBitCount >> 3
            count += clean
            index += clean
            if clean < 8 {
                unsafe escape(bytes[index])
                index += 1
                reserve(bytes.count - index)
            }
        }
        while index < bytes.count {
            let byte = unsafe bytes[index]
            index += 1
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                unsafe base[count] = byte
                count += 1
            } else {
                escape(byte)
                reserve(bytes.count - index)
            }
        }
    }

    /// The top bit of each byte that is a quote, a backslash or below 0x20, true up to the first of them: subtracting borrows
    /// into the sign bit of a byte that was smaller, bytes that had the bit before are left out, and a borrow can reach the
    /// next byte only from a hit.
    @inline(__always)
    static func specials(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        let small = (word &- ones &* 0x20) & ~word
        let hits = small | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
        return hits & (ones &* 0x80)
    }

    /// Quotes come by the dozen where JSON goes into a string: they take no call.
    @inline(__always)
    private mutating func escape(_ byte: UInt8) {
        guard byte >= 0x20 else { return escape(control: byte) }
        reserve(2)
        unsafe base[count] = UInt8(ascii: "\\")
        unsafe base[count + 1] = byte
        count += 2
    }

    @inline(never)
    private mutating func escape(control byte: UInt8) {
        write(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: write(UInt8(ascii: "b"))
        case 0x09: write(UInt8(ascii: "t"))
        case 0x0A: write(UInt8(ascii: "n"))
        case 0x0C: write(UInt8(ascii: "f"))
        case 0x0D: write(UInt8(ascii: "r"))
        default:
            write("u00")
            write(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0F
            write(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    /// Writes an integer in decimal.
    mutating func write(integer: UInt64, negative: Bool) {
        if negative { write(UInt8(ascii: "-")) }
        let length = Self.digits(integer)
        reserve(length)
        var rest = integer
        for place in stride(from: count + length - 1, through: count, by: -1) {
            unsafe base[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += length
    }

    /// Writes a short text that is JSON already.
    mutating func write(text: String) {
        var text = text
        text.withUTF8 { unsafe write($0) }
    }
}
