public import Model
import NATS

extension JetStreamClient {
    /// Messages from a sequence on that match any of several filters (none: all), oldest first, read as `messages` reads them.
    public func messages(
        of info: StreamInfo, from sequence: UInt64, matchingAny filters: [String], _ bounds: PageBounds
    ) async throws(JetStreamError) -> MessagePage {
        if filters.count <= 1 { return try await messages(of: info, from: sequence, matching: filters.first, bounds) }
        if filters.count > Self.mostFilters { return try await sifted(info, from: sequence, filters, bounds) }
        let end = ContinuousClock.now + bounds.time
        var pages: [MessagePage] = []
        for filter in filters {
            let time = max(.milliseconds(50), ContinuousClock.now.duration(to: end))
            let part = PageBounds(limit: bounds.limit, bytes: bounds.bytes, time: time)
            pages.append(try await messages(of: info, from: sequence, matching: filter, part))
        }
        return Self.merged(pages, bounds)
    }

    /// More filters than this are cheaper to compare here than to ask for one by one.
    private static let mostFilters = 16

    /// Beyond where the shortest of the pages ends, nobody knows what comes next.
    private static func merged(_ pages: [MessagePage], _ bounds: PageBounds) -> MessagePage {
        let known = pages.compactMap(\.next).min()
        var merged = MessagePage(next: known)
        var last: UInt64 = 0
        for message in pages.flatMap(\.messages).sorted(by: { $0.sequence < $1.sequence }) {
            if message.sequence == last { continue }
            if let known, message.sequence >= known { break }
            guard merged.messages.count < bounds.limit else {
                merged.next = message.sequence
                break
            }
            merged.messages.append(message)
            last = message.sequence
        }
        merged.endedEarly = pages.contains(where: \.endedEarly)
        return merged
    }

    /// Reads all and keeps what matches.
    private func sifted(
        _ info: StreamInfo, from sequence: UInt64, _ filters: [String], _ bounds: PageBounds
    ) async throws(JetStreamError) -> MessagePage {
        let end = ContinuousClock.now + bounds.time
        var sifted = MessagePage(next: max(1, sequence))
        while sifted.messages.count < bounds.limit, let next = sifted.next {
            if ContinuousClock.now > end {
                sifted.endedEarly = true
                break
            }
            let page = try await messages(of: info, from: next, matching: nil, PageBounds(limit: 200, bytes: bounds.bytes))
            sifted.next = page.next
            for message in page.messages where filters.contains(where: { NATSSubject.matches($0, message.subject) }) {
                guard sifted.messages.count < bounds.limit else {
                    sifted.next = message.sequence
                    break
                }
                sifted.messages.append(message)
            }
        }
        return sifted
    }
}
