public import Model

/// Messages backwards. NATS has no such request: windows of sequences are read forwards, each below the one before.
extension JetStreamClient {
    /// Messages up to a sequence (nil: from the newest on), newest first.
    ///
    /// A window that holds nothing costs one request, however wide, and the next one is wider; one that holds too much is
    /// left for its newer half. So neither rare subjects nor millions of deleted messages are walked through one by one.
    public func newestMessages(
        of info: StreamInfo, upTo: UInt64?, matching subject: String?, _ bounds: PageBounds
    ) async throws(JetStreamError) -> MessagePage {
        var search = NewestSearch(bounds: bounds)
        guard info.state.messages > 0, let oldest = try await oldest(of: info, matching: subject) else { return search.page }
        var end = min(upTo ?? .max, info.state.lastSequence)
        if upTo == nil, let subject {
            do {
                let direct = info.configuration.allowsDirectGet
                let newest = try await message(of: info.name, .last(subject: subject), direct: direct)
                search.take([newest])
                end = newest.sequence - 1
            } catch {
                guard error.code == .messageNotFound else { throw error }
            }
        }
        return try await fill(&search, info, oldest: oldest, end: end, matching: subject)
    }

    /// Where the oldest message that matches lies; nil where none does.
    private func oldest(of info: StreamInfo, matching subject: String?) async throws(JetStreamError) -> UInt64? {
        let first = max(1, info.state.firstSequence)
        guard let subject else { return first }
        do {
            // A single get: a batch of one would make the server count what comes after it.
            let direct = info.configuration.allowsDirectGet
            return try await message(of: info.name, .next(from: first, subject: subject), direct: direct).sequence
        } catch {
            guard error.code == .messageNotFound else { throw error }
            return nil
        }
    }

    private func fill(
        _ search: inout NewestSearch, _ info: StreamInfo, oldest: UInt64, end last: UInt64, matching subject: String?
    ) async throws(JetStreamError) -> MessagePage {
        var end = last
        // What all messages of the page can have together, by what they have on the average.
        let average = max(1, info.state.bytes / max(1, info.state.messages))
        let likely = max(1, min(UInt64(search.bounds.limit), UInt64(search.bounds.bytes) / average))
        var width = likely
        /// Enough lies just below this: what lies above comes first, and nothing lower is asked for meanwhile.
        var floor: UInt64?
        while !search.isFull, end >= oldest {
            if search.isSpent { break }
            search.windows += 1
            let start = max(oldest, floor ?? 0, end >= width ? end - width + 1 : 1)
            let most = search.room
            let page = try await messages(
                of: info, from: start, matching: subject,
                PageBounds(limit: most + 1, bytes: max(1, search.bounds.bytes - search.size), time: search.left))
            let found = page.messages.filter { $0.sequence <= end }
            let isWhole = page.next == nil || found.count < page.messages.count || found.last?.sequence == end
            if !isWhole {
                guard let last = found.last else { break }
                floor = last.sequence + 1
                width = max(1, (end - last.sequence) / 2)
                continue
            }
            search.take(found.suffix(most).reversed())
            end = start - 1
            if let least = floor, least > end {
                floor = nil
                width = likely
            } else if let least = floor, found.isEmpty {
                width = (end - least) / 2 + 1
            } else {
                width = Self.nextWidth(after: width, holding: found.count, wanting: search.room, likely: likely)
            }
        }
        if search.isFull, let last = search.page.messages.last { end = last.sequence - 1 }
        search.page.next = end >= oldest ? end : nil
        search.page.endedEarly = !search.isFull && search.page.next != nil
        if info.state.deletedCount == 0, subject == nil, let next = search.page.next { search.page.remaining = next - oldest + 1 }
        return search.page
    }

    /// As wide as the last window's density asks for, at most eight times as wide as that.
    private static func nextWidth(after width: UInt64, holding count: Int, wanting: Int, likely: UInt64) -> UInt64 {
        let (widest, isTooWide) = width.multipliedReportingOverflow(by: 8)
        let limit = isTooWide ? UInt64.max / 2 : widest
        guard count > 0 else { return limit }
        let (scaled, overflows) = width.multipliedReportingOverflow(by: UInt64(max(1, wanting)))
        return min(limit, max(min(likely, UInt64(max(1, wanting))), overflows ? limit : scaled / UInt64(count)))
    }
}

/// What a search backwards has, and what it may still cost.
private struct NewestSearch {
    let bounds: PageBounds
    var page = MessagePage()
    var size = 0
    var windows = 0
    private let end: ContinuousClock.Instant

    init(bounds: PageBounds) {
        self.bounds = bounds
        end = ContinuousClock.now + bounds.time
    }

    /// How many more messages are wanted.
    var room: Int { max(0, bounds.limit - page.messages.count) }
    var isFull: Bool { room == 0 || size >= bounds.bytes }
    var left: Duration { max(.milliseconds(100), ContinuousClock.now.duration(to: end)) }
    /// Halving and widening find anything in fewer windows than this; more are for what is spread very unevenly.
    /// The first window is always searched: every page gets on.
    var isSpent: Bool { windows > 0 && (windows >= 400 || ContinuousClock.now > end) }

    /// What is over the limits waits for the next page.
    mutating func take(_ messages: some Sequence<StoredMessage>) {
        for message in messages where !isFull {
            page.messages.append(message)
            size += message.payload.count
        }
    }
}
