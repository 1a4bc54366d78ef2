import Platform

/// What is on its way between the network and the library.
struct Passage {
    /// As much as the library reads at once, in bytes: what is fed it reads at once too, so that there is always room.
    static let readAtOnce = 32 << 10

    enum Reading {
        case nothing
        case bytes(first: UInt8)
        case end
    }

    private var buffer: [UInt8]
    private var bare: BareAnswers
    private var count = 0
    /// What the library has written and the network didn't take.
    private var unsent: [UInt8] = []
    private var number: UInt64 = 0

    init(inbox: String) {
        // Not filled: what is never read into takes no memory.
        buffer = unsafe [UInt8](unsafeUninitializedCapacity: Self.readAtOnce) { _, count in count = Self.readAtOnce }
        bare = BareAnswers(prefix: inbox)
    }

    /// It is about this socket now; what was on its way over another is gone.
    mutating func begin(_ socket: UInt64) {
        guard socket != number else { return }
        number = socket
        unsent = []
        bare.reset()
    }

    mutating func read(_ tap: SocketTap) -> Reading {
        guard let count = unsafe buffer.withUnsafeMutableBytes({ unsafe tap.read(into: $0) }) else { return .end }
        self.count = count
        return count == 0 ? .nothing : .bytes(first: buffer[0])
    }

    /// Passes what was read on to the library.
    func feed(_ tap: SocketTap) {
        let outcome = unsafe buffer.withUnsafeBytes { unsafe tap.feed(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        // Part of it would be worse than nothing.
        if outcome != .done { tap.breakOff() }
    }

    /// The answers without a payload that end within what was read.
    mutating func bareAnswers() -> [BareAnswer] {
        defer { count = 0 }
        guard count > 0 else { return [] }
        return unsafe buffer.withUnsafeBytes { unsafe bare.take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    /// Passes what the library writes on to the network.
    /// - Parameter write: has the library write some of it; false when it has nothing.
    mutating func forward(_ tap: SocketTap, _ write: () -> Bool) -> SocketTap.Outcome {
        while true {
            if !unsent.isEmpty {
                let (sent, outcome) = unsafe unsent.withUnsafeBytes { unsafe tap.send($0) }
                unsent.removeFirst(sent)
                guard outcome == .done else { return outcome }
            }
            var written = unsafe buffer.withUnsafeMutableBytes { unsafe tap.written(into: $0) }
            if written == 0 {
                guard write() else { return .done }
                written = unsafe buffer.withUnsafeMutableBytes { unsafe tap.written(into: $0) }
                // The library has closed what it has of the socket.
                guard written > 0 else { return .done }
            }
            let (sent, outcome) = unsafe buffer.withUnsafeBytes {
                unsafe tap.send(UnsafeRawBufferPointer(rebasing: $0[..<written]))
            }
            if outcome != .done {
                unsent = Array(buffer[sent..<written])
                return outcome
            }
        }
    }
}
