import JSON
import JetStream
import Model
import Platform

/// Goes through the consumers of one stream or of all, several streams at a time, and keeps the first few of those looked for.
struct ConsumerWalk {
    let context: ToolContext
    let conditions: ConsumerConditions
    let pattern: NamePattern?
    let order: ConsumerOrder
    private(set) var ranking: ConsumerRanking
    /// Whether to add up what each stream's consumers are about.
    var tallying = false
    /// By stream.
    private(set) var tallies: [String: ConsumerTally] = [:]
    /// Consumers there are, looked for or not; nil where nobody tells.
    private(set) var total: Int?
    private(set) var missing: [JSONValue] = []
    private(set) var offline: [JSONValue] = []
    private(set) var unreadable: [JSONValue] = []
    /// The last stream that was gone through, where the time was over before the last one.
    private(set) var endedAt: String?
    /// Whether the walk ended because enough was found.
    private(set) var isCut = false

    init(
        _ context: ToolContext, _ conditions: ConsumerConditions, _ pattern: NamePattern?, _ order: ConsumerOrder,
        limit: Int, after: ConsumerPlace?
    ) {
        self.context = context
        self.conditions = conditions
        self.pattern = pattern
        self.order = order
        ranking = ConsumerRanking(limit: limit + 1, after: after)
    }

    /// A third of a client's patience: the rest is for the answer.
    private static let time = Duration.seconds(20)
    private static let streamsAtOnce = 8
    /// Streams this user may not look into, before that is the answer.
    private static let mostDenials = 20

    mutating func run(stream: String) async throws(ToolFailure) {
        do {
            let found = try await find(stream)
            total = found.total
            take(found, of: stream)
        } catch {
            if error.code == .streamNotFound { throw await StreamLookup.missing(stream, context) }
            throw ToolFailure(error)
        }
    }

    mutating func runAll() async throws(ToolFailure) {
        let end = ContinuousClock.now + Self.time
        var streams = try await streams()
        if order == .name, let after = ranking.after {
            streams.removeAll { $0 != after.stream && $0.utf8.lexicographicallyPrecedes(after.stream.utf8) }
        }
        var denials = 0
        var index = 0
        while index < streams.count {
            let part = Array(streams[index..<min(index + Self.streamsAtOnce * 2, streams.count)])
            let search = self
            let answers = await inParallel(part, atOnce: Self.streamsAtOnce) { stream in
                do throws(JetStreamError) {
                    return Result<Found, JetStreamError>.success(try await search.find(stream))
                } catch {
                    return .failure(error)
                }
            }
            for (stream, answer) in zip(part, answers) {
                switch answer {
                case .success(let found): take(found, of: stream)
                case .failure(let error):
                    if error.code == .streamNotFound { continue }
                    denials += 1
                    let isDenied = error.codeName == "permission_denied" || error.codeName == "timeout"
                    if !isDenied || denials > Self.mostDenials { throw ToolFailure(error) }
                    unreadable.append(["stream": .string(stream), "why": .string(error.message)])
                }
            }
            index += part.count
            context.progress(Double(index), Double(streams.count), "\(index) of \(streams.count) streams")
            if index < streams.count, order == .name, ranking.entries.count >= ranking.limit {
                isCut = true
                return
            }
            if index < streams.count, ContinuousClock.now > end {
                endedAt = part.last
                return
            }
        }
    }

    /// Streams with consumers, in order of name; those that did not answer too, as their consumers may.
    private mutating func streams() async throws(ToolFailure) -> [String] {
        var names: [String] = []
        var count: UInt64 = 0
        var walk = StreamWalk(context)
        do {
            _ = try await walk.run(from: nil) { stream in
                count += stream.state.consumerCount
                if stream.state.consumerCount > 0 { names.append(stream.name) }
                return true
            }
        } catch {
            guard error.code == "permission_denied" else { throw error }
            do {
                return try await context.jetStream.streamNames()
            } catch {
                throw ToolFailure(error)
            }
        }
        if walk.missing.isEmpty { total = Int(clamping: count) }
        return (names + walk.missing).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private struct Found: Sendable {
        var ranking: ConsumerRanking
        var tally = ConsumerTally()
        var total = 0
        var missing: [String] = []
        var offline: [JSONValue] = []
    }

    private func find(_ stream: String) async throws(JetStreamError) -> Found {
        var found = Found(ranking: ConsumerRanking(limit: ranking.limit, after: ranking.after))
        var offset: Int? = 0
        while let from = offset {
            let page = try await context.jetStream.consumers(of: stream, offset: from)
            for info in page.consumers where pattern?.matches(info.name) ?? true {
                if tallying { found.tally.take(info, conditions) }
                guard let reasons = conditions.reasons(info) else { continue }
                let place = ConsumerPlace(value: order.value(info), stream: stream, name: info.name)
                found.ranking.take(ConsumerRanking.Entry(place: place, info: info, reasons: reasons))
            }
            found.total = page.total
            found.missing += page.missing
            found.offline += page.offline.members.map {
                ["stream": .string(stream), "name": .string($0.key), "reason": $0.value]
            }
            offset = page.next
        }
        return found
    }

    private mutating func take(_ found: Found, of stream: String) {
        ranking.take(found.ranking)
        if tallying { tallies[stream] = found.tally }
        if !found.missing.isEmpty {
            missing += found.missing.map { ["stream": .string(stream), "name": .string($0)] }
        }
        offline += found.offline
    }
}
