internal import Platform

/// Cuts a stream of bytes into lines: `\n` or `\r\n` ends one, blank ones are skipped, a byte order mark is dropped.
struct LineReader: Sendable {
    enum Line: Sendable, Hashable {
        case text([UInt8])
        /// A line above the limit: reported once, dropped up to its end.
        case tooLong
    }

    /// The longest line taken, in bytes.
    let limit: Int
    private var buffer: [UInt8] = []
    /// Where the line begins that isn't handed out yet.
    private var start = 0
    /// Up to here there is no newline after `start`.
    private var searched = 0
    private var discarding = false

    init(limit: Int) { self.limit = limit }

    mutating func push(_ bytes: ArraySlice<UInt8>) {
        if start == buffer.count {
            // A buffer that one long line made big isn't kept for the short ones that follow.
            buffer.removeAll(keepingCapacity: buffer.count <= 256 << 10)
            start = 0
            searched = 0
        } else if start > 64 << 10 {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next complete line; nil when more bytes are needed.
    mutating func next() -> Line? {
        while let end = Bytes.firstIndex(of: Frame.newline, in: buffer, from: searched) {
            let line = start..<end
            start = end + 1
            searched = start
            if discarding {
                discarding = false
            } else if let line = cut(line) {
                return line
            }
        }
        searched = buffer.count
        if discarding {
            start = buffer.count
        } else if buffer.count - start > limit {
            discarding = true
            start = buffer.count
            return .tooLong
        }
        return nil
    }

    /// What came after the last newline, once nothing follows.
    mutating func finish() -> Line? {
        let rest = start..<buffer.count
        start = buffer.count
        return discarding ? nil : cut(rest)
    }

    private func cut(_ range: Range<Int>) -> Line? {
        var line = buffer[range]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        if line.count > limit { return .tooLong }
        let blank = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
        return blank ? nil : .text(Array(line))
    }
}
