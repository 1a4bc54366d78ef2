#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Wakes a thread that waits in `poll`. Once woken it stays woken, until it is emptied.
final class WakePipe: Sendable {
    let readEnd: Int32
    private let writeEnd: Int32

    init() throws(SystemCallError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemCallError(call: "pipe", code: errno) }
        readEnd = ends[0]
        writeEnd = ends[1]
        SystemCalls.setCloseOnExec(readEnd)
        SystemCalls.setCloseOnExec(writeEnd)
    }

    deinit {
        SystemCalls.closeDescriptor(readEnd)
        SystemCalls.closeDescriptor(writeEnd)
    }

    func wake() {
        var byte: UInt8 = 1
        _ = SystemCalls.retrying { unsafe write(writeEnd, &byte, 1) }
    }

    /// Takes out what woke the reader, which is to be there: else this waits for it.
    func empty() {
        var bytes: UInt64 = 0
        _ = SystemCalls.retrying { unsafe read(readEnd, &bytes, 8) }
    }
}
