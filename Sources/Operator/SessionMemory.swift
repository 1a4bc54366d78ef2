import Platform
import Synchronization

/// What was asked here lately: some habits show in several calls only. Names and numbers alone, and no more than a thousand.
public final class SessionMemory: Sendable {
    private struct Name: Hashable {
        let place: String
        let name: String
    }

    /// Reads of one key.
    private struct Reads {
        var revision: UInt64
        var begun: MonotonicTime
        var count: Int

        mutating func counted(_ revision: UInt64, _ now: MonotonicTime) -> Int {
            if now.duration(since: begun) > SessionMemory.window { (begun, count) = (now, 0) }
            count += 1
            self.revision = revision
            return count
        }
    }

    private static let most = 1000
    /// Reads are counted anew after this.
    static let window = Duration.seconds(10)

    private let reads = Mutex<[Name: Reads]>([:])
    private let missed = Mutex<Set<Name>>([])

    public init() {}

    /// - Returns: how often the key was read within the window, this time too.
    func read(_ key: String, bucket: String, revision: UInt64) -> Int {
        let now = MonotonicTime.now
        return reads.withLock { reads in
            if reads.count >= Self.most { reads = [:] }
            return reads[Name(place: bucket, name: key), default: Reads(revision: revision, begun: now, count: 0)]
                .counted(revision, now)
        }
    }

    /// The revision of a key that was read last; asked once, as whoever writes has used up what was read.
    func takeRevision(of key: String, bucket: String) -> UInt64? {
        reads.withLock { $0.removeValue(forKey: Name(place: bucket, name: key))?.revision }
    }

    /// A consumer was asked for that is not there.
    func missed(_ consumer: String, stream: String) {
        missed.withLock { missed in
            if missed.count >= Self.most { missed = [] }
            missed.insert(Name(place: stream, name: consumer))
        }
    }

    func wasMissed(_ consumer: String, stream: String) -> Bool {
        missed.withLock { $0.remove(Name(place: stream, name: consumer)) != nil }
    }
}
