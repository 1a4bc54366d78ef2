import Platform
import Synchronization
import Testing

/// One after another.
struct TurnsTests {
    private final class Book: Sendable {
        private let counts = Mutex((running: 0, most: 0, done: 0))

        func begin() {
            counts.withLock { counts in
                counts.running += 1
                counts.most = max(counts.most, counts.running)
            }
        }

        func end() { counts.withLock { ($0.running, $0.done) = ($0.running - 1, $0.done + 1) } }

        var most: Int { counts.withLock { $0.most } }
        var done: Int { counts.withLock { $0.done } }
    }

    @Test func `no two have their turn at once, and all get one`() async {
        let turns = Turns()
        let book = Book()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    guard await turns.take() else { return }
                    book.begin()
                    await Task.yield()
                    book.end()
                    turns.end()
                }
            }
        }
        #expect(book.most == 1)
        #expect(book.done == 100)
        #expect(await turns.take(within: .zero))
    }

    @Test func `who waits too long goes away, and those behind it get their turn`() async {
        let turns = Turns()
        #expect(await turns.take())
        async let late = turns.take(within: .milliseconds(20))
        #expect(await !late)
        async let patient = turns.take(within: .seconds(30))
        turns.end()
        #expect(await patient)
        turns.end()
        #expect(await turns.take(within: .zero))
    }

    @Test func `who is cancelled goes away`() async {
        let turns = Turns()
        #expect(await turns.take())
        let waiting = Task { await turns.take() }
        await Pause.wait(.milliseconds(5))
        waiting.cancel()
        #expect(await !waiting.value)
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await turns.take()
        }
        #expect(await !before.value)
        turns.end()
        #expect(await turns.take(within: .zero))
    }
}
