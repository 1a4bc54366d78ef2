/// The frames a `FrameWriter` has yet to write, who is writing, and who waits for it.
struct FrameQueue {
    enum Owner { case nobody, caller, thread }

    /// The frame being written, and how much of it is.
    struct Piece {
        let bytes: [UInt8]
        let offset: Int
    }

    /// Those who waited for what has happened; to be called outside of the lock.
    struct Settled {
        var room: [CheckedContinuation<Void, Never>] = []
        var drained: [@Sendable () -> Void] = []
        var endsThread = false
    }

    /// Up to this size frames are put into one piece, in bytes.
    private static let together = 32 << 10

    private var frames: [[UInt8]] = []
    private var head = 0
    private var offset = 0
    private(set) var backlog = 0
    private var roomWaiters: [CheckedContinuation<Void, Never>] = []

    var owner = Owner.nobody
    var ended = false
    /// How many threads may be inside a write: the descriptor stays open for them.
    private(set) var writers = 0
    var wakePipe: WakePipe?
    var drained: [@Sendable () -> Void] = []

    private var piece: Piece? { head < frames.count ? Piece(bytes: frames[head], offset: offset) : nil }

    mutating func append(_ frame: [UInt8]) {
        guard !ended, !frame.isEmpty else { return }
        backlog += frame.count
        // Small ones that nobody has begun to write leave together.
        if let last = frames.indices.last, last > head || owner == .nobody && offset == 0 && last == head,
            frames[last].count + frame.count <= Self.together
        {
            frames[last].append(contentsOf: frame)
        } else {
            frames.append(frame)
        }
    }

    /// Makes the caller the writer, unless there is one or there is nothing to write.
    mutating func begin() -> Piece? {
        guard owner == .nobody, !ended, let piece else { return nil }
        owner = .caller
        writers += 1
        return piece
    }

    /// Undoes `begin` or `pieceForThread`; true when the descriptor is to be closed now.
    mutating func leaveOff() -> Bool {
        guard writers > 0 else { return false }
        writers -= 1
        return ended && writers == 0
    }

    /// Waits for the thread's turn: nil means wait on, the inner nil means that there will be none.
    mutating func pieceForThread() -> Piece?? {
        if ended { return .some(nil) }
        guard owner == .thread, let piece else { return nil }
        writers += 1
        return .some(piece)
    }

    /// Books written bytes and returns what to write next; nil when nothing is left and nobody writes any more.
    mutating func advance(_ count: Int) -> Piece? {
        guard !ended, head < frames.count else { return nil }
        backlog -= count
        offset += count
        if offset >= frames[head].count {
            frames[head] = []
            head += 1
            offset = 0
            if head == frames.count {
                frames.removeAll(keepingCapacity: head < 64)
                head = 0
            } else if head >= 1024 {
                frames.removeFirst(head)
                head = 0
            }
        }
        if piece == nil { owner = .nobody }
        return piece
    }

    mutating func removeAll() {
        frames = []
        head = 0
        offset = 0
        backlog = 0
        owner = .nobody
    }

    mutating func waitForRoom(_ continuation: CheckedContinuation<Void, Never>, above mark: Int) -> Bool {
        if backlog < mark || ended { return true }
        roomWaiters.append(continuation)
        return false
    }

    mutating func settle() -> Settled {
        var settled = Settled()
        if backlog < FrameWriter.highWater || ended {
            swap(&settled.room, &roomWaiters)
        }
        if backlog == 0 || ended {
            swap(&settled.drained, &drained)
        }
        settled.endsThread = ended
        return settled
    }
}
