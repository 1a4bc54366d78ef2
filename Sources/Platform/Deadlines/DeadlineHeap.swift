/// A binary heap, earliest first, whose entries know their place so that any of them can be removed.
struct DeadlineHeap {
    private var entries: [Deadline] = []

    var count: Int { entries.count }
    var first: Deadline? { entries.first }

    mutating func insert(_ deadline: Deadline) {
        deadline.index = entries.count
        entries.append(deadline)
        rise(entries.count - 1)
    }

    mutating func remove(_ deadline: Deadline) {
        guard let index = deadline.index, index < entries.count, entries[index] === deadline else { return }
        deadline.index = nil
        let last = entries.removeLast()
        guard index < entries.count else { return }
        entries[index] = last
        last.index = index
        rise(index)
        sink(index)
    }

    private mutating func rise(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard entries[index].due < entries[parent].due else { return }
            exchange(index, parent)
            index = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var least = index
            let left = 2 * index + 1
            let right = left + 1
            if left < entries.count, entries[left].due < entries[least].due { least = left }
            if right < entries.count, entries[right].due < entries[least].due { least = right }
            guard least != index else { return }
            exchange(index, least)
            index = least
        }
    }

    private mutating func exchange(_ one: Int, _ other: Int) {
        entries.swapAt(one, other)
        entries[one].index = one
        entries[other].index = other
    }
}
