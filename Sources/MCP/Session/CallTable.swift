/// The requests under way: each id once, a bound on how many run, the rest in a row.
struct CallTable {
    struct Entry {
        enum State { case waiting, running, cancelled }
        let call: Call
        var state: State
        var holdsSlot = false
        var asks: Set<AskNumber> = []
        var lastProgress: Double?
        var lastReport: ContinuousClock.Instant?
    }

    private var entries: [CallNumber: Entry] = [:]
    private var open: [RequestID: CallNumber] = [:]
    private var short = Row()
    private var long = Row()
    private let limits: MCPLimits

    /// A lane: how many run, and who waits.
    private struct Row {
        var running = 0
        var waiting: [CallNumber] = []
    }

    init(limits: MCPLimits) { self.limits = limits }

    var openIDs: Dictionary<RequestID, CallNumber>.Keys { open.keys }
    var isEmpty: Bool { open.isEmpty }
    var waitingCount: Int { short.waiting.count + long.waiting.count }
    /// Subscriptions that are being set up.
    var listenCount: Int {
        entries.values.count { if case .listen = $0.call.work { true } else { false } }
    }
    /// Those that are being set up for one resource.
    func subscribing(to uri: String) -> [CallNumber] {
        entries.values.compactMap { entry in
            guard entry.state != .cancelled, case .subscribe(uri) = entry.call.work else { return nil }
            return entry.call.number
        }
    }
    func isOpen(_ id: RequestID) -> Bool { open[id] != nil }

    /// The call, unless it has been answered or cancelled.
    subscript(number: CallNumber) -> Entry? {
        get { entries[number].flatMap { $0.state == .cancelled ? nil : $0 } }
        set { if let newValue, entries[number] != nil { entries[number] = newValue } }
    }

    /// Takes a call in; true when it may start now.
    mutating func add(_ call: Call) -> Bool {
        open[call.id] = call.number
        let starts = hasSlot(call.lane) && self[call.lane].waiting.isEmpty
        entries[call.number] = Entry(call: call, state: starts ? .running : .waiting, holdsSlot: starts)
        if starts { self[call.lane].running += 1 } else { self[call.lane].waiting.append(call.number) }
        return starts
    }

    /// The next of a row that may run, if there is a slot for it.
    mutating func startNext(_ lane: Call.Lane) -> Call? {
        guard hasSlot(lane), let number = self[lane].waiting.first, var entry = entries[number] else { return nil }
        self[lane].waiting.removeFirst()
        entry.state = .running
        entry.holdsSlot = true
        entries[number] = entry
        self[lane].running += 1
        return entry.call
    }

    /// Ends a call whose work is over; nil when nobody waits for its answer any more.
    mutating func end(_ number: CallNumber) -> Entry? {
        guard let entry = entries.removeValue(forKey: number) else { return nil }
        if entry.holdsSlot { self[entry.call.lane].running -= 1 }
        guard entry.state != .cancelled else { return nil }
        open[entry.call.id] = nil
        return entry
    }

    /// Forgets the id. A call that runs keeps its slot until its work is over: work that ignores the cancellation
    /// must not add up without a bound.
    mutating func cancel(_ id: RequestID) -> Entry? {
        guard let number = open.removeValue(forKey: id), let entry = entries[number] else { return nil }
        if entry.state == .waiting {
            entries[number] = nil
            self[entry.call.lane].waiting.removeAll { $0 == number }
        } else {
            entries[number]?.state = .cancelled
        }
        return entry
    }

    /// Gives the slot back while a person is asked. It isn't waited for again afterwards.
    mutating func releaseSlot(_ number: CallNumber) {
        guard let entry = entries[number], entry.holdsSlot else { return }
        entries[number]?.holdsSlot = false
        self[entry.call.lane].running -= 1
    }

    private func hasSlot(_ lane: Call.Lane) -> Bool {
        self[lane].running < (lane == .short ? limits.calls : limits.longCalls)
    }

    private subscript(lane: Call.Lane) -> Row {
        get { lane == .short ? short : long }
        _modify {
            if lane == .short { yield &short } else { yield &long }
        }
    }
}
