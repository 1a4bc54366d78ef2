public import Audit
import Platform
import Synchronization

/// Keeps texts in memory while they are few, and in a file without a name from then on: an audit of a system ten times as large
/// takes no more memory. Where no file can be made, or the disk is full, memory has to do.
public final class DiskSpool: Spool {
    /// What is not in the file yet, at most, while there is one.
    private static let most = 1 << 20

    private struct State {
        var file: TemporaryFile?
        /// How much of all is in the file.
        var filed = 0
        var rest: [UInt8] = []
        var isFileLost = false
        var failure: String?
    }

    private let state = Mutex(State())
    private let directory: String?

    /// - Parameter directory: nil for where temporary files belong.
    public init(in directory: String? = nil) { self.directory = directory }

    var isOnDisk: Bool { state.withLock { $0.filed > 0 } }

    public func append(_ bytes: [UInt8]) -> Int {
        state.withLock { state in
            state.rest += bytes
            let place = state.filed + state.rest.count - bytes.count
            if state.rest.count >= Self.most, !state.isFileLost { file(&state) }
            return place
        }
    }

    private func file(_ state: inout State) {
        do throws(PlatformError) {
            let file =
                if let file = state.file { file } else if let directory { try TemporaryFile(in: directory) } else {
                    try TemporaryFile()
                }
            state.file = file
            try file.append(state.rest)
            state.filed += state.rest.count
            state.rest.removeAll(keepingCapacity: true)
        } catch {
            // What a write that failed has left behind lies beyond what is read from the file.
            state.isFileLost = true
        }
    }

    public func read(at place: Int, count: Int) -> [UInt8] {
        state.withLock { state in
            guard place < state.filed, let file = state.file else {
                let start = place - state.filed
                return Array(state.rest[start..<(start + count)])
            }
            do throws(PlatformError) {
                return try file.read(at: place, count: count)
            } catch {
                state.failure = error.message
                return []
            }
        }
    }

    public var failure: String? { state.withLock(\.failure) }
}
