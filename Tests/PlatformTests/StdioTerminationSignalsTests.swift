import Testing

@testable import Platform

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite(.timeLimit(.minutes(1)))
struct StdioTerminationSignalsTests {
    @Test func `a signal becomes a call with its number`() async throws {
        let (numbers, continuation) = AsyncStream.makeStream(of: Int32.self)
        try TerminationSignals.watch([SIGUSR1, SIGUSR2]) { continuation.yield($0) }
        kill(getpid(), SIGUSR1)
        var iterator = numbers.makeAsyncIterator()
        #expect(await iterator.next() == SIGUSR1)
        kill(getpid(), SIGUSR2)
        #expect(await iterator.next() == SIGUSR2)
    }
}
