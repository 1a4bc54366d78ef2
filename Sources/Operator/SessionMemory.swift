import Platform
import Synchronization

/// What was asked here lately: some habits show in several calls only. Names and numbers alone, and no more than a thousand.
public final class SessionMemory: Sendable {
    /// Reads of one key.
    private struct Reads {
        var revision: UInt64
        var begun: MonotonicTime
        var count: Int
    }

    private static let most = 1000
    /// Reads are counted anew after this.
    static let window = Duration.seconds(10)

    private let reads = Mutex<[[String]: Reads]>([:])
    private let missed = Mutex<Set<[String]>>([])

    public init() {}

    /// - Returns: how often the key was read within the window, this time too.
    func read(_ key: String, bucket: String, revision: UInt64) -> Int {
        let now = MonotonicTime.now
        return reads.withLock { reads in
            if reads.count >= Self.most { reads = [:] }
            var known = reads[[bucket, key]] ?? Reads(revision: revision, begun: now, count: 0)
            if now.duration(since: known.begun) > Self.window { (known.begun, known.count) = (now, 0) }
            known.count += 1
            known.revision = revision
            reads[[bucket, key]] = known
            return known.count
        }
    }

    /// The revision of a key that was read last; asked once, as whoever writes has used up what was read.
    func takeRevision(of key: String, bucket: String) -> UInt64? {
        reads.withLock { $0.removeValue(forKey: [bucket, key])?.revision }
    }

    /// A consumer was asked for that is not there.
    func missed(_ consumer: String, stream: String) {
        missed.withLock { missed in
            if missed.count >= Self.most { missed = [] }
            missed.insert([stream, consumer])
        }
    }

    func wasMissed(_ consumer: String, stream: String) -> Bool { missed.withLock { $0.remove([stream, consumer]) != nil } }
}
