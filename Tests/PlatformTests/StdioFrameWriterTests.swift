import Synchronization
import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(2)))
struct StdioFrameWriterTests {
    enum Way: String, CaseIterable, Sendable { case pipe, socket, thread }

    /// A writer over a pipe, over a socket, and over a pipe that may only be written by the writer's own thread.
    private static func make(_ way: Way, failed: @escaping @Sendable (Int32) -> Void = { _ in }) -> (StdioPipe, FrameWriter) {
        let pipe = StdioPipe(socket: way == .socket)
        let output =
            way == .thread
            ? OutputDescriptor(manner: .blocking, descriptor: pipe.writeEnd) : OutputDescriptor(pipe.writeEnd)
        return (pipe, FrameWriter(output: output, onFailure: failed))
    }

    private static func drained(_ writer: FrameWriter) async {
        await withCheckedContinuation { continuation in writer.whenDrained { continuation.resume() } }
    }

    @Test(arguments: Way.allCases)
    func `frames of many threads come whole and each thread's in order`(way: Way) async throws {
        let (pipe, writer) = Self.make(way)
        let threads = 8
        let frames = 300
        async let read = StdioPipe.onThread { pipe.readAll() }
        await withTaskGroup { group in
            for thread in 0..<threads {
                group.addTask {
                    for number in 0..<frames {
                        let padding = String(repeating: "x", count: number.isMultiple(of: 50) ? 100_000 : number)
                        writer.put(Array("\(thread) \(number) \(padding)\n".utf8))
                        writer.flush()
                    }
                }
            }
        }
        await Self.drained(writer)
        writer.close()
        pipe.closeEnd(pipe.writeEnd)
        var next = [Int](repeating: 0, count: threads)
        for line in try await read.split(separator: 10) {
            let parts = String(decoding: line, as: UTF8.self).split(separator: " ")
            let thread = try #require(Int(parts[0]))
            let number = try #require(Int(parts[1]))
            #expect(number == next[thread])
            let length = number.isMultiple(of: 50) ? 100_000 : number
            #expect((parts.count > 2 ? parts[2].utf8.count : 0) == length)
            next[thread] += 1
        }
        #expect(next == [Int](repeating: frames, count: threads))
    }

    @Test(arguments: Way.allCases)
    func `a reader that doesn't read holds up nobody who writes`(way: Way) async throws {
        let (pipe, writer) = Self.make(way)
        let frame = [UInt8](repeating: 65, count: 1 << 20)
        for _ in 0..<4 {
            writer.put(frame)
            writer.flush()
        }
        #expect(writer.backlog > 3 << 20)
        var count = 0
        while count < 4 << 20 { count += try await StdioPipe.onThread { pipe.readSome(1 << 16).count } }
        await Self.drained(writer)
        #expect(writer.backlog == 0 && count == 4 << 20)
        writer.close()
    }

    @Test(arguments: Way.allCases)
    func `a reader that is gone is reported once`(way: Way) async throws {
        let failures = Mutex<[Int32]>([])
        let (pipe, writer) = Self.make(way) { code in failures.withLock { $0.append(code) } }
        pipe.closeEnd(pipe.readEnd)
        for _ in 0..<3 {
            writer.put([65, 10])
            writer.flush()
        }
        await Self.drained(writer)
        #expect(writer.ended)
        #expect(failures.withLock { $0.count } == 1)
    }

    @Test func `the mode of the descriptor that was given stays as it was`() {
        let (pipe, writer) = Self.make(.pipe)
        writer.put([65])
        writer.flush()
        #expect(!pipe.isNonBlocking)
        #expect(pipe.readSome(10) == [65])
        writer.close()
    }

    @Test func `above the high-water mark writers wait until there is room`() async throws {
        let (pipe, writer) = Self.make(.pipe)
        writer.put([UInt8](repeating: 65, count: FrameWriter.highWater + (1 << 20)))
        writer.flush()
        let waited = Mutex(false)
        async let waiting: Void = {
            await writer.room()
            waited.withLock { $0 = true }
        }()
        #expect(writer.backlog >= FrameWriter.highWater)
        while writer.backlog >= FrameWriter.highWater {
            #expect(!waited.withLock { $0 })
            _ = try await StdioPipe.onThread { pipe.readSome(1 << 16) }
        }
        await waiting
        writer.close()
    }

    @Test func `closing gives up what isn't written and frees those who wait`() async {
        let (pipe, writer) = Self.make(.pipe)
        writer.put([UInt8](repeating: 65, count: FrameWriter.highWater + (1 << 20)))
        writer.flush()
        async let waiting: Void = writer.room()
        async let drained: Void = Self.drained(writer)
        writer.close()
        _ = await (waiting, drained)
        writer.put([66])
        #expect(writer.backlog == 0)
        // The writer's own end is closed with it: the reader comes to an end.
        pipe.closeEnd(pipe.writeEnd)
        #expect(!pipe.readAll().contains(66))
    }
}
