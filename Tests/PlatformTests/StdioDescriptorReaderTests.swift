import Synchronization
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(1)))
struct StdioDescriptorReaderTests {
    @Test func `all that is written arrives, then the end`() async throws {
        let pipe = StdioPipe()
        let reader = try DescriptorReader(descriptor: pipe.readEnd, chunk: 7)
        let sent = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        async let writing: Void = StdioPipe.onThread {
            pipe.writeAll(sent)
            pipe.closeEnd(pipe.writeEnd)
        }
        let (end, got) = try await StdioPipe.onThread {
            var got: [UInt8] = []
            let end = reader.run { got += $0 }
            return (end, got)
        }
        try await writing
        #expect(end == .endOfFile && got == sent)
    }

    @Test func `stopping ends a reader that waits, and one that hasn't begun`() async throws {
        let pipe = StdioPipe()
        let reader = try DescriptorReader(descriptor: pipe.readEnd)
        pipe.writeAll([1])
        let end = try await StdioPipe.onThread {
            // Stopped by another thread once the first byte is here.
            reader.run { _ in try? OSThread.start(name: "stop") { reader.stop() } }
        }
        #expect(end == .stopped)
        let another = try DescriptorReader(descriptor: pipe.readEnd)
        another.stop()
        #expect(another.run { _ in } == .stopped)
    }

    @Test func `a descriptor that can't be read is an error`() throws {
        let pipe = StdioPipe()
        let reader = try DescriptorReader(descriptor: pipe.writeEnd)
        pipe.closeEnd(pipe.readEnd)
        guard case .failed = reader.run({ _ in }) else {
            Issue.record("no error")
            return
        }
    }
}
