import Synchronization
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(1)))
struct StdioDescriptorReaderTests {
    /// What a reader told, and its end.
    private final class Told: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        private let (ends, end) = AsyncStream.makeStream(of: DescriptorReader.End.self)

        var got: [UInt8] { bytes.withLock { $0 } }

        func start(_ reader: DescriptorReader, _ body: @escaping @Sendable () -> Void = {}) throws {
            try reader.start { piece in
                self.bytes.withLock { $0 += piece }
                body()
            } ended: {
                self.end.yield($0)
                self.end.finish()
            }
        }

        /// All that it told: one end.
        func allEnds() async -> [DescriptorReader.End] {
            var all: [DescriptorReader.End] = []
            for await end in ends { all.append(end) }
            return all
        }
    }

    @Test func `all that is written arrives, then the end`() async throws {
        let pipe = StdioPipe()
        let told = Told()
        let sent = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        try told.start(DescriptorReader(descriptor: pipe.readEnd, chunk: 7))
        try await StdioPipe.onThread {
            pipe.writeAll(sent)
            pipe.closeEnd(pipe.writeEnd)
        }
        #expect(await told.allEnds() == [.endOfFile])
        #expect(told.got == sent)
    }

    @Test func `stopping ends a reader that waits, one that is reading, and one that hasn't begun`() async throws {
        let pipe = StdioPipe()
        let waits = DescriptorReader(descriptor: pipe.readEnd)
        let first = Told()
        try first.start(waits)
        waits.stop()
        #expect(await first.allEnds() == [.stopped])

        let reads = DescriptorReader(descriptor: pipe.readEnd)
        let second = Told()
        try second.start(reads) { reads.stop() }
        pipe.writeAll([1, 2])
        #expect(await second.allEnds() == [.stopped])
        #expect(second.got == [1, 2] && first.got == [])

        let another = DescriptorReader(descriptor: pipe.readEnd)
        another.stop()
        let third = Told()
        try third.start(another)
        #expect(await third.allEnds() == [.stopped])
    }

    @Test func `while it pauses nothing is read, and nothing is lost`() async throws {
        let pipe = StdioPipe()
        let reader = DescriptorReader(descriptor: pipe.readEnd, chunk: 4)
        let told = Told()
        try told.start(reader) { if told.got == [1] { reader.pause() } }
        pipe.writeAll([1])
        while told.got != [1] { try await Task.sleep(for: .milliseconds(1)) }
        pipe.writeAll([2, 3])
        pipe.closeEnd(pipe.writeEnd)
        try await Task.sleep(for: .milliseconds(30))
        #expect(told.got == [1])
        reader.resume()
        #expect(await told.allEnds() == [.endOfFile])
        #expect(told.got == [1, 2, 3])
    }

    @Test func `a descriptor that can't be read is an error`() async throws {
        let pipe = StdioPipe()
        let told = Told()
        try told.start(DescriptorReader(descriptor: pipe.writeEnd))
        pipe.closeEnd(pipe.readEnd)
        guard case .failed? = await told.allEnds().first else {
            Issue.record("no error")
            return
        }
    }
}
