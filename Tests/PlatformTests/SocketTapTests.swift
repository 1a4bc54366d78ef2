import Testing

@testable import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite(.timeLimit(.minutes(1)))
struct SocketTapTests {
    /// A connection: the tapped descriptor of its user, and the other side.
    private let pair = StdioPipe(socket: true)
    private var user: Int32 { pair.readEnd }
    private var far: Int32 { pair.writeEnd }

    private func read(_ tap: SocketTap, _ count: Int = 1 << 16) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let count = bytes.withUnsafeMutableBytes { tap.read(into: $0) }
        return count.map { Array(bytes.prefix($0)) }
    }

    private func written(_ tap: SocketTap) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = bytes.withUnsafeMutableBytes { tap.written(into: $0) }
        return Array(bytes.prefix(count))
    }

    private func send(_ bytes: [UInt8], to socket: Int32) -> Int {
        bytes.withUnsafeBytes { write(socket, $0.baseAddress, $0.count) }
    }

    private func receive(_ socket: Int32, _ count: Int = 1 << 16) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
        return Array(bytes.prefix(max(0, got)))
    }

    @Test func `what comes is read when it is fed, and what is written goes when it is sent`() throws {
        let tap = try SocketTap(user)
        #expect(read(tap) == [])
        #expect(send([1, 2, 3], to: far) == 3)
        #expect(receive(user) == [])
        #expect(read(tap) == [1, 2, 3])
        #expect([UInt8]([4, 5]).withUnsafeBytes { tap.feed($0) } == .done)
        #expect(receive(user) == [4, 5])

        #expect(send([6, 7], to: user) == 2)
        #expect(receive(far) == [])
        #expect(written(tap) == [6, 7])
        #expect(written(tap) == [])
        #expect([UInt8]([8]).withUnsafeBytes { tap.send($0) } == (1, .done))
        #expect(receive(far) == [8])
    }

    @Test func `as much as is read at once can be fed at once, and be read at once`() throws {
        let tap = try SocketTap(user)
        let bytes = (0..<(32 << 10)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for _ in 0..<20 {
            #expect(bytes.withUnsafeBytes { tap.feed($0) } == .done)
            #expect(receive(user) == bytes)
        }
    }

    @Test func `a network that takes no more says so, and how much it took`() throws {
        let tap = try SocketTap(user)
        let bytes = (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var sent = 0
        var got: [UInt8] = []
        var wasFull = false
        while sent < bytes.count {
            let (count, outcome) = bytes[sent...].withUnsafeBytes { tap.send($0) }
            sent += count
            if outcome == .full {
                wasFull = true
                got += receive(far)
            } else {
                #expect(outcome == .done)
            }
        }
        while got.count < bytes.count { got += receive(far) }
        #expect(wasFull && got == bytes)
    }

    @Test func `the end of the connection is told once it is fed`() throws {
        let tap = try SocketTap(user)
        #expect(send([1], to: far) == 1)
        shutdown(far, Int32(SHUT_RDWR))
        #expect(read(tap) == [1])
        #expect(read(tap) == nil)
        tap.feedEnd()
        var byte: UInt8 = 0
        #expect(recv(user, &byte, 1, 0) == 0)
        #expect([UInt8]([1]).withUnsafeBytes { tap.send($0).outcome } == .broken)
    }

    @Test func `breaking off ends it for both, and nothing stays open`() throws {
        do {
            let tap = try SocketTap(user)
            tap.breakOff()
            #expect(read(tap) == nil)
        }
        var byte: UInt8 = 0
        #expect(recv(far, &byte, 1, 0) == 0)
        // The number is its user's to close; the other end of it is gone.
        #expect(recv(user, &byte, 1, 0) == 0)
        #expect(fcntl(user, F_GETFD) >= 0)
    }

    @Test func `what can't be tapped is an error, and keeps no descriptor`() throws {
        #expect(throws: SystemCallError.self) { try SocketTap(-1) }
    }
}
