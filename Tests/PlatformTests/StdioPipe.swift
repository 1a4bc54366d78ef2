import Synchronization

@testable import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Two connected descriptors: bytes written to one are read from the other.
final class StdioPipe: Sendable {
    let readEnd: Int32
    let writeEnd: Int32
    private let open: Mutex<Set<Int32>>

    init(socket: Bool = false) {
        StandardStreams.ignoreBrokenPipes()
        var ends: [Int32] = [0, 0]
        if socket {
            #if canImport(Darwin)
                _ = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
            #else
                _ = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
            #endif
        } else {
            _ = pipe(&ends)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
        open = Mutex([ends[0], ends[1]])
    }

    deinit {
        closeEnd(readEnd)
        closeEnd(writeEnd)
    }

    func closeEnd(_ end: Int32) {
        guard open.withLock({ $0.remove(end) }) != nil else { return }
        close(end)
    }

    /// Up to so many bytes; empty at the end.
    func readSome(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = SystemCalls.retrying { bytes.withUnsafeMutableBytes { read(readEnd, $0.baseAddress, $0.count) } }
        return Array(bytes.prefix(max(got, 0)))
    }

    /// All bytes up to the end.
    func readAll() -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let some = readSome(1 << 16)
            if some.isEmpty { return all }
            all += some
        }
    }

    func writeAll(_ bytes: [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { write(writeEnd, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            offset += count
        }
    }

    var isNonBlocking: Bool { fcntl(writeEnd, F_GETFL) & O_NONBLOCK != 0 }

    /// Runs on a thread of its own, so that no cooperative thread is blocked by it.
    static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try OSThread.start(name: "test") { continuation.resume(returning: body()) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}
