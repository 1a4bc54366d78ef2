import Platform
import Synchronization
import Testing

/// Several things at a time, some of which wait for others.
struct InParallelTests {
    /// What began and ended, in that order.
    private final class Book: Sendable {
        private let state = Mutex((running: 0, most: 0, ended: [Int](), seen: [Int: [Int]]()))

        func begin(_ item: Int) {
            state.withLock { state in
                state.running += 1
                state.most = max(state.most, state.running)
                state.seen[item] = state.ended
            }
        }

        func end(_ item: Int) {
            state.withLock { state in
                state.running -= 1
                state.ended.append(item)
            }
        }

        var most: Int { state.withLock { $0.most } }
        /// What had ended when an item began.
        func before(_ item: Int) -> [Int] { state.withLock { $0.seen[item] ?? [] } }
    }

    private func run(_ count: Int, atOnce bound: Int, after waits: [[Int]], _ book: Book) async -> [Int] {
        await inParallel(Array(0..<count), atOnce: bound, after: waits) { item in
            book.begin(item)
            await Pause.wait(.milliseconds(Int64(item * 7 % 5)))
            book.end(item)
            return item * 10
        }
    }

    @Test func `results come in order, and no more run at once than may`() async {
        let book = Book()
        let results = await run(30, atOnce: 4, after: [], book)
        #expect(results == (0..<30).map { $0 * 10 })
        #expect(book.most <= 4 && book.most > 1)
        #expect(await run(5, atOnce: 0, after: [], Book()) == [0, 10, 20, 30, 40])
        #expect(await run(0, atOnce: 4, after: [], Book()) == [])
    }

    @Test func `nothing begins before what it waits for has ended`() async {
        // 2 waits for both before it, 3 for 2; 4 to 9 for 0; the last for all.
        let waits = [[], [], [0, 1], [2]] + Array(repeating: [0], count: 6) + [Array(0..<10)]
        for bound in [1, 3, 20] {
            let book = Book()
            #expect(await run(11, atOnce: bound, after: waits, book).count == 11)
            for (item, origins) in waits.enumerated() { #expect(Set(book.before(item)).isSuperset(of: origins)) }
        }
    }

    @Test func `a circle is no reason to wait for ever`() async {
        let book = Book()
        #expect(await run(3, atOnce: 2, after: [[2], [0], [1, 2, 7, -1]], book) == [0, 10, 20])
        #expect(book.before(1).contains(0) && book.before(2).contains(1))
    }
}
