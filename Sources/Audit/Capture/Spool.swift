import Synchronization

/// Where texts are kept until they are judged. What was put there stays, so whoever holds a place can read it.
public protocol Spool: AnyObject, Sendable {
    /// - Returns: where it begins.
    func append(_ bytes: [UInt8]) -> Int
    /// Empty where it can't be read; `failure` tells why then.
    func read(at place: Int, count: Int) -> [UInt8]
    /// Why something could not be read back: what was judged since is worth nothing.
    var failure: String? { get }
}

/// Keeps them in memory: enough for what is small, or was read from a file.
final class MemorySpool: Spool {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ bytes: [UInt8]) -> Int {
        self.bytes.withLock { all in
            all += bytes
            return all.count - bytes.count
        }
    }

    func read(at place: Int, count: Int) -> [UInt8] { bytes.withLock { Array($0[place..<(place + count)]) } }

    var failure: String? { nil }
}
