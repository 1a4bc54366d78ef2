/// Does something for each item, several at a time, and gives the results in the items' order.
public func inParallel<Item: Sendable, Value: Sendable>(
    _ items: [Item], atOnce bound: Int, _ body: @escaping @Sendable (Item) async -> Value
) async -> [Value] {
    await withTaskGroup(of: (Int, Value).self) { group in
        var waiting = items.enumerated().makeIterator()
        func startNext() {
            guard let (index, item) = waiting.next() else { return }
            group.addTask { (index, await body(item)) }
        }
        for _ in 0..<bound { startNext() }
        var found: [(index: Int, value: Value)] = []
        for await (index, value) in group {
            found.append((index, value))
            startNext()
        }
        return found.sorted { $0.index < $1.index }.map(\.value)
    }
}
