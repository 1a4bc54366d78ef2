/// Does something for each item, several at a time, none before those it waits for are done, and gives the results in the items'
/// order.
///
/// - Parameter waits: for each item the places of those that come first. Only earlier items can be waited for: others are not, so
///   that nothing waits for ever.
public func inParallel<Item: Sendable, Value: Sendable>(
    _ items: [Item], atOnce bound: Int, after waits: [[Int]], _ body: @escaping @Sendable (Item) async -> Value
) async -> [Value] {
    var missing = items.indices.map { index in
        Set(index < waits.count ? waits[index].filter { $0 >= 0 && $0 < index } : [])
    }
    var followers = items.map { _ in [Int]() }
    for (index, origins) in missing.enumerated() {
        for origin in origins { followers[origin].append(index) }
    }
    return await withTaskGroup(of: (Int, Value).self) { group in
        var ready = items.indices.filter { missing[$0].isEmpty }
        var next = 0
        var running = 0
        func start() {
            while running < max(bound, 1), next < ready.count {
                let index = ready[next]
                let item = items[index]
                next += 1
                running += 1
                group.addTask { (index, await body(item)) }
            }
        }
        start()
        var found: [(index: Int, value: Value)] = []
        for await (index, value) in group {
            found.append((index, value))
            running -= 1
            for follower in followers[index] {
                missing[follower].remove(index)
                if missing[follower].isEmpty { ready.append(follower) }
            }
            start()
        }
        return found.sorted { $0.index < $1.index }.map(\.value)
    }
}
