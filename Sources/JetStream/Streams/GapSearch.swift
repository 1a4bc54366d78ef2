import JSON
import Model
import NATS

/// Looks for gaps by going through the messages between them.
struct GapSearch {
    private let jetStream: JetStreamClient
    private let info: StreamInfo
    private let limit: Int
    private let end: ContinuousClock.Instant
    /// Everything below it has been looked at.
    private var position: UInt64
    private var page: GapPage
    /// What the server turned out not to offer is not tried again.
    private var reads = Reads.inBatches
    private var counts = true

    private enum Reads { case inBatches, oneByOne }

    private static let batch = 500
    private static let bytes = 1 << 20

    init(
        _ jetStream: JetStreamClient, _ info: StreamInfo, from sequence: UInt64, limit: Int, until end: ContinuousClock.Instant
    ) {
        self.jetStream = jetStream
        self.info = info
        self.limit = limit
        self.end = end
        position = max(sequence, info.state.firstSequence, 1)
        page = GapPage(state: info.state)
        if !info.configuration.allowsDirectGet || jetStream.answersOnce { reads = .oneByOne }
    }

    /// One less than the highest there can be: what follows it is a number too.
    private var last: UInt64 { min(info.state.lastSequence, .max - 1) }

    mutating func run() async throws(JetStreamError) -> GapPage {
        while position <= last {
            if page.gaps.count == limit {
                page.next = position
                return page
            }
            if ContinuousClock.now > end {
                (page.next, page.endedEarly) = (position, true)
                return page
            }
            let before = (position, page.gaps.count)
            try await look()
            // A long run without gaps: the next one is found sooner by counting.
            if page.gaps.count == before.1, position > before.0, position <= last { try await passOver() }
        }
        return page
    }

    /// Reads the next messages and takes what lies between them.
    private mutating func look() async throws(JetStreamError) {
        if reads == .inBatches {
            if let messages = try await read() {
                take(messages)
                return
            }
            reads = .oneByOne
        }
        do {
            take([try await jetStream.leaderMessage(of: info.name, .next(from: position, subject: ">")).sequence])
        } catch {
            guard error.code == .messageNotFound else { throw error }
            take([])
        }
    }

    /// Nothing found: nothing is left.
    private mutating func take(_ sequences: [UInt64]) {
        guard !sequences.isEmpty else { return take(gapBefore: last + 1) }
        for sequence in sequences {
            guard position <= last, page.gaps.count < limit || sequence == position else { return }
            take(gapBefore: min(sequence, last + 1))
            if sequence <= last { position = sequence + 1 }
        }
    }

    private mutating func take(gapBefore sequence: UInt64) {
        guard sequence > position else { return }
        page.gaps.append(SequenceGap(first: position, last: sequence - 1))
        position = sequence
    }

    /// A batch of direct gets; nil where the stream itself does not serve them.
    private func read() async throws(JetStreamError) -> [UInt64]? {
        guard try await jetStream.mayCountDirectly(info.name) else { return nil }
        var body = MessageSelector.next(from: position, subject: ">").body
        body.append("batch", JSONValue(Self.batch))
        body.append("max_bytes", JSONValue(Self.bytes))
        let token = try JetStreamClient.token(info.name, what: "stream")
        let time = try jetStream.time()
        let replies: NATSReplies
        do {
            replies = try await jetStream.client.requestMany(
                jetStream.subject("DIRECT.GET." + token), payload: JSONValue.object(body).serialized(), timeout: time,
                isLast: StoredMessage.endsBatch)
        } catch {
            if error.code == .noResponders || error.code == .permissionDenied { return nil }
            throw JetStreamError(error)
        }
        let messages = StoredMessage.batch(replies.messages)
        // A mirror that answers in the stream's place has gaps of its own; one that found nothing may be behind.
        guard !messages.isEmpty, messages.allSatisfy({ $0.stream == info.name }) else { return nil }
        return messages.map(\.sequence)
    }

    /// Moves on over a run without gaps, in steps that grow, and shrink again where a gap comes.
    private mutating func passOver() async throws(JetStreamError) {
        var width: UInt64 = 4096
        var growing = true
        while counts, width > UInt64(Self.batch), position <= last, ContinuousClock.now <= end {
            let room = last - position + 1
            let step = min(width, room)
            if try await isWhole(position, step) {
                position += step
                if growing { width = width.multipliedReportingOverflow(by: 4).overflow ? width : width * 4 }
            } else {
                growing = false
                width = step / 2
            }
        }
    }

    /// Whether each of so many sequences has a message. What is stored meanwhile makes it look less so, never more.
    private mutating func isWhole(_ first: UInt64, _ count: UInt64) async throws(JetStreamError) -> Bool {
        guard let here = try await jetStream.firstMatch(of: info.name, from: first, matching: nil),
            let behind = try await jetStream.firstMatch(of: info.name, from: first + count, matching: nil)
        else {
            counts = false
            return false
        }
        return here.count >= behind.count && here.count - behind.count == count
    }
}
