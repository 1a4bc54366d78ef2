/// An answer without a payload, as it was on the wire.
struct BareAnswer: Sendable, Hashable {
    /// What its subject ended with.
    let token: UInt64
    /// Empty where it had none.
    let headerBlock: [UInt8]

    /// The server's word that nobody listens.
    var isRefusal: Bool { headerBlock.starts(with: Self.refusal) }

    private static let refusal = Array("NATS/1.0 503".utf8)
}

/// Finds the answers without a payload in what a server sends.
///
/// Of those that libnats has us take out ourselves it looks at the headers first. One that says that nobody listens it throws away
/// and tells only that there was one; and 3.4.1 leaves traces in the others' blocks, and can't read one that ends with an empty
/// value.
struct BareAnswers {
    private enum Place {
        case line
        /// So many bytes of a message are still to come.
        case message(Int)
        /// The same, of a header block that is kept.
        case block(Int)
    }

    /// The longest line that is one of a message, in bytes: a server refuses longer subjects. Of others the rest is passed over.
    private static let longestLine = 8 << 10

    /// The beginning of the subjects answers come to.
    private let prefix: [UInt8]
    private var place = Place.line
    /// What came of a line already.
    private var line: [UInt8] = []
    private var token: UInt64 = 0
    private var block: [UInt8] = []

    init(prefix: String) { self.prefix = Array(prefix.utf8) }

    /// A new connection, from behind the server's first PONG.
    mutating func reset() { self = BareAnswers(prefix: String(decoding: prefix, as: UTF8.self)) }

    /// Those that end within what has come now, in their order.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [BareAnswer] {
        var found: [BareAnswer] = []
        var from = 0
        while from < bytes.count {
            switch place {
            case .line:
                let end = unsafe bytes[from...].firstIndex(of: UInt8(ascii: "\n"))
                let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[from..<(end ?? bytes.count)])
                if end != nil, line.isEmpty {
                    unsafe read(part, &found)
                } else {
                    unsafe line.append(contentsOf: part.prefix(max(0, Self.longestLine - line.count)))
                    if end != nil {
                        let whole = line
                        line.removeAll(keepingCapacity: true)
                        unsafe whole.withUnsafeBytes { unsafe read($0, &found) }
                    }
                }
                from = (end ?? bytes.count) + 1
            case .message(let left):
                let count = min(left, bytes.count - from)
                from += count
                place = count == left ? .line : .message(left - count)
            case .block(let left):
                let count = min(left, bytes.count - from)
                unsafe block.append(contentsOf: bytes[from..<from + count])
                from += count
                place = .block(left - count)
                if count == left {
                    found.append(BareAnswer(token: token, headerBlock: block))
                    block = []
                    place = .message(2)
                }
            }
        }
        return found
    }

    /// `MSG <subject> <sid> [reply] <bytes>` or `HMSG <subject> <sid> [reply] <header bytes> <all bytes>`, or another line.
    private mutating func read(_ line: UnsafeRawBufferPointer, _ found: inout [BareAnswer]) {
        let hasHeaders = unsafe Self.begins(line, Self.withHeaders, at: 0)
        guard unsafe hasHeaders || Self.begins(line, Self.without, at: 0) else { return }
        var end = line.count
        guard let all = unsafe Self.number(line, &end) else { return }
        let header = hasHeaders ? unsafe Self.number(line, &end) ?? 0 : 0
        place = .message(all + 2)
        guard all == header, let token = unsafe token(line, at: (hasHeaders ? Self.withHeaders : Self.without).count) else {
            return
        }
        if all == 0 {
            found.append(BareAnswer(token: token, headerBlock: []))
        } else {
            self.token = token
            place = .block(all)
        }
    }

    private static let without = Array("MSG ".utf8)
    private static let withHeaders = Array("HMSG ".utf8)

    private static func begins(_ line: UnsafeRawBufferPointer, _ word: [UInt8], at start: Int) -> Bool {
        guard line.count >= start + word.count else { return false }
        for index in word.indices where unsafe line[start + index] != word[index] { return false }
        return true
    }

    /// The number before `end`, which is set to where it begins.
    private static func number(_ line: UnsafeRawBufferPointer, _ end: inout Int) -> Int? {
        while end > 0, unsafe line[end - 1] == UInt8(ascii: " ") || line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        var value = 0
        var unit = 1
        let last = end
        while end > 0, last - end < 10 {
            let digit = unsafe line[end - 1] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value += Int(digit) * unit
            unit *= 10
            end -= 1
        }
        return end < last ? value : nil
    }

    /// The number after the prefix, where the subject at `start` has it and nothing else behind.
    private func token(_ line: UnsafeRawBufferPointer, at start: Int) -> UInt64? {
        guard unsafe Self.begins(line, prefix, at: start) else { return nil }
        var value: UInt64 = 0
        var place = start + prefix.count
        let first = place
        while place < line.count, case let digit = unsafe line[place] &- UInt8(ascii: "0"), digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            place += 1
        }
        guard place > first, place < line.count, unsafe line[place] == UInt8(ascii: " ") else { return nil }
        return value
    }
}
