import Synchronization
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(1)))
struct ReactorTests {
    /// A pipe whose bytes are read by a reactor, and what is done with each piece.
    private final class Piped: ReactorSource {
        private struct State {
            var isListening = true
            var end: MonotonicTime?
            var got: [UInt8] = []
            var running = 0
            var mostRunning = 0
        }

        let pipe = StdioPipe()
        private let reactor: Reactor
        private let state = Mutex(State())
        private let body: @Sendable (Piped) -> Void

        init(
            _ reactor: Reactor, listens: Bool = true, end: MonotonicTime? = nil,
            _ body: @escaping @Sendable (Piped) -> Void = { _ in }
        ) {
            self.reactor = reactor
            self.body = body
            state.withLock {
                $0.isListening = listens
                $0.end = end
            }
        }

        var got: [UInt8] { state.withLock { $0.got } }
        var mostRunning: Int { state.withLock { $0.mostRunning } }
        func listen() { state.withLock { $0.isListening = true } }

        var interest: ReactorInterest {
            state.withLock { ReactorInterest($0.isListening ? pipe.readEnd : nil, end: $0.end) }
        }

        func ready(_ ready: ReactorReady) {
            let bytes = ready.isReadable ? pipe.readSome(64) : [0]
            state.withLock { state in
                state.got += bytes
                state.end = nil
                state.running += 1
                state.mostRunning = max(state.mostRunning, state.running)
            }
            reactor.mayTakeLong()
            body(self)
            state.withLock { $0.running -= 1 }
        }
    }

    /// Waits until `condition` holds, which it does soon.
    private func eventually(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func `each source gets what is its own`() async throws {
        let reactor = Reactor()
        let sources = (0..<20).map { _ in Piped(reactor) }
        for source in sources { try reactor.add(source) }
        for round in 0..<50 {
            for (index, source) in sources.enumerated() { source.pipe.writeAll([UInt8(index * 10 + round % 10)]) }
        }
        for (index, source) in sources.enumerated() {
            try await eventually { source.got.count == 50 }
            #expect(source.got == (0..<50).map { UInt8(index * 10 + $0 % 10) })
        }
    }

    @Test func `what takes long holds up nobody else, and is alone with its source`() async throws {
        let reactor = Reactor()
        let free = Monitor(false)
        let stuck = (0..<3).map { _ in Piped(reactor) { _ in free.waitUntil { $0 ? () : nil } } }
        let quick = Piped(reactor)
        for source in stuck { try reactor.add(source) }
        try reactor.add(quick)
        for source in stuck { source.pipe.writeAll([1]) }
        for number in 1...30 {
            quick.pipe.writeAll([UInt8(number)])
            try await eventually { quick.got.count == number }
        }
        for source in stuck { source.pipe.writeAll([2]) }
        try await eventually { stuck.allSatisfy { $0.got == [1] } }
        free.withLock { $0 = true }
        free.wakeAll()
        try await eventually { stuck.allSatisfy { $0.got == [1, 2] } }
        #expect(stuck.allSatisfy { $0.mostRunning == 1 })
    }

    @Test func `it goes on after having been held up many times`() async throws {
        let reactor = Reactor()
        let slow = Piped(reactor) { _ in BlockingCall.pause(.milliseconds(12)) }
        let quick = Piped(reactor)
        try reactor.add(slow)
        try reactor.add(quick)
        for number in 1...40 {
            slow.pipe.writeAll([UInt8(number)])
            quick.pipe.writeAll([UInt8(number)])
            try await eventually { slow.got.count == number && quick.got.count == number }
        }
        #expect(slow.got == quick.got && slow.mostRunning == 1 && quick.mostRunning == 1)
    }

    @Test func `a source is called when its time is up`() async throws {
        let reactor = Reactor()
        let source = Piped(reactor, end: .now.advanced(by: .milliseconds(20)))
        try reactor.add(source)
        try await eventually { source.got == [0] }
        source.pipe.writeAll([7])
        try await eventually { source.got == [0, 7] }
    }

    @Test func `a change of interest counts after a wake, also one by the source itself`() async throws {
        let reactor = Reactor()
        let source = Piped(reactor, listens: false)
        let other = Piped(reactor)
        try reactor.add(source)
        try reactor.add(other)
        source.pipe.writeAll([1])
        other.pipe.writeAll([1])
        try await eventually { other.got == [1] }
        #expect(source.got == [])
        source.listen()
        reactor.wake()
        try await eventually { source.got == [1] }
    }

    @Test func `who was removed is not called any more`() async throws {
        let reactor = Reactor()
        let leaving = Piped(reactor) { [reactor] source in reactor.remove(source) }
        let other = Piped(reactor)
        try reactor.add(leaving)
        try reactor.add(other)
        leaving.pipe.writeAll([1])
        try await eventually { leaving.got == [1] }
        leaving.pipe.writeAll([2])
        for number in 1...20 {
            other.pipe.writeAll([UInt8(number)])
            try await eventually { other.got.count == number }
        }
        #expect(leaving.got == [1])
    }

    @Test func `wakes by many threads are never lost`() async throws {
        let reactor = Reactor()
        let sources = (0..<8).map { _ in Piped(reactor, listens: false) }
        for source in sources { try reactor.add(source) }
        for source in sources { source.pipe.writeAll([1]) }
        for source in sources {
            try OSThread.start(name: "test") {
                source.listen()
                reactor.wake()
            }
        }
        for source in sources { try await eventually { source.got == [1] } }
    }

    @Test func `looking is worth it after short waits, and no more after a long one`() {
        var usual = UsualWait()
        #expect(!usual.isShort)
        var waits = 0
        while !usual.isShort, waits < 100 {
            usual.took(50_000)
            waits += 1
        }
        #expect(2...8 ~= waits)
        for _ in 0..<100 { usual.took(50_000) }
        #expect(usual.isShort)
        usual.took(3_600_000_000_000)
        #expect(!usual.isShort)
        // A client that thinks between calls that are quick.
        for _ in 0..<100 {
            usual.took(100_000)
            #expect(!usual.isShort)
            usual.took(1_000_000_000)
        }
    }
}
