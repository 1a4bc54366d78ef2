import Testing

@testable import Platform

@Suite(.timeLimit(.minutes(1)))
struct OwnJobsTests {
    private static func writer() -> (StdioPipe, FrameWriter) {
        let pipe = StdioPipe()
        return (pipe, FrameWriter(output: OutputDescriptor(pipe.writeEnd)) { _ in })
    }

    private static func write(_ text: String, _ writer: FrameWriter) {
        writer.put(Array(text.utf8))
        writer.flush()
    }

    @Test func `what is written while more is to come leaves together`() async throws {
        let (pipe, writer) = Self.writer()
        let waiting = try await StdioPipe.onThread {
            WorkerPool.shared.runHere(more: true) { Self.write("a", writer) }
            WorkerPool.shared.runHere(more: true) { Self.write("b", writer) }
            let waiting = writer.backlog
            WorkerPool.shared.runHere { Self.write("c", writer) }
            return waiting
        }
        #expect(waiting == 2)
        #expect(writer.backlog == 0)
        #expect(try await StdioPipe.onThread { pipe.readSome(16) } == Array("abc".utf8))
        writer.close()
    }

    @Test func `what was held back leaves with an event that writes nothing`() async throws {
        let (pipe, writer) = Self.writer()
        try await StdioPipe.onThread {
            WorkerPool.shared.runHere(more: true) { Self.write("a", writer) }
            WorkerPool.shared.runHere {}
        }
        #expect(writer.backlog == 0)
        #expect(try await StdioPipe.onThread { pipe.readSome(16) } == [UInt8(ascii: "a")])
        writer.close()
    }

    @Test func `what several things write that a thread has to do leaves together, by the pool's tasks apart`() async throws {
        let (pipe, writer) = Self.writer()
        let (other, second) = Self.writer()
        let waiting = try await StdioPipe.onThread {
            WorkerPool.shared.holdHere(more: true) { Self.write("a", writer) }
            WorkerPool.shared.holdHere(more: true) { Self.write("b", second) }
            let waiting = writer.backlog + second.backlog
            WorkerPool.shared.holdHere(more: false) {}
            return waiting
        }
        #expect(waiting == 2)
        #expect(writer.backlog + second.backlog == 0)
        #expect(try await StdioPipe.onThread { pipe.readSome(16) + other.readSome(16) } == Array("ab".utf8))
        writer.close()
        second.close()
    }

    @Test func `nothing is held back for others, nor much of it`() async throws {
        let (pipe, writer) = Self.writer()
        let small = try await StdioPipe.onThread {
            WorkerPool.shared.runHere(more: true) {}
            Self.write("a", writer)
            return writer.backlog
        }
        #expect(small == 0)
        let large = [UInt8](repeating: 65, count: 70_000)
        async let read = StdioPipe.onThread { pipe.readSome(1) + pipe.readSome(40_000) }
        let held = try await StdioPipe.onThread {
            WorkerPool.shared.runHere(more: true) {
                writer.put(large)
                writer.flush()
            }
            return writer.backlog
        }
        #expect(held < large.count)
        #expect(try await read.count > 1)
        writer.close()
    }

    @Test func `what takes its time wakes in the pool`() async throws {
        let number = try await StdioPipe.onThread {
            var number = 0
            WorkerPool.shared.runHere {
                let result = Monitor<Int?>(nil)
                WorkerPool.shared.wakeElsewhere {
                    Task(executorPreference: WorkerPool.shared) {
                        result.withLock { $0 = 7 }
                        result.wakeAll()
                    }
                }
                // This thread is not free for it.
                number = result.waitUntil { $0 }
            }
            return number
        }
        #expect(number == 7)
    }

    @Test func `a task that an event wakes goes on there, and its answer is held back too`() async throws {
        let (pipe, writer) = Self.writer()
        let waiting = Monitor<CheckedContinuation<Void, Never>?>(nil)
        let task = Task(executorPreference: WorkerPool.shared) {
            await withCheckedContinuation { continuation in
                waiting.withLock { $0 = continuation }
                waiting.wakeAll()
            }
            Self.write("1", writer)
        }
        let held = try await StdioPipe.onThread {
            let continuation = waiting.waitUntil { $0 }
            // Until the task has left its thread.
            BlockingCall.pause(.milliseconds(100))
            WorkerPool.shared.runHere(more: true) { continuation.resume() }
            // The pool would have written it at once.
            let held = writer.backlog
            WorkerPool.shared.runHere {}
            return held
        }
        await task.value
        #expect(held == 1)
        #expect(writer.backlog == 0)
        #expect(try await StdioPipe.onThread { pipe.readSome(16) } == [UInt8(ascii: "1")])
        writer.close()
    }
}
