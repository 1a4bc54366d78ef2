import JSON
import JetStream
import Model
import Platform

/// Where a consumer stands in its stream, by what the stream itself tells.
struct ConsumerPosition {
    let consumer: ConsumerInfo
    let stream: StreamInfo

    /// The first sequence it may get next, as far as new messages go.
    var next: UInt64 { max(consumer.deliveredSequence &+ 1, stream.state.firstSequence, 1) }

    /// Messages it did not acknowledge and that the stream has no more: up to how many, or nil for none. Streams that let go of
    /// what is acknowledged say nothing by it.
    var gone: (from: UInt64, to: UInt64)? {
        let first = stream.state.firstSequence
        // With nothing in flight it is done with all it was given; a floor may lag behind where its filter took nothing.
        let isDone = consumer.inFlight == 0 && !consumer.gaveUp
        let done = isDone ? max(consumer.deliveredSequence, consumer.acknowledgedSequence) : consumer.acknowledgedSequence
        guard stream.configuration.retention == .limits, first > 0, done &+ 1 < first else { return nil }
        return (done &+ 1, first - 1)
    }

    var goneWords: String? {
        guard let gone else { return nil }
        let range = "sequences \(gone.from) to \(gone.to) left the stream before it acknowledged them"
        return consumer.configuration.filters.isEmpty
            ? "missed data: \(range)" : "may have missed data, if its filter takes any: \(range)"
    }

    /// What it will get next, without its being touched.
    func upcoming(_ jetStream: JetStreamClient, _ bounds: PageBounds) async throws(JetStreamError) -> MessagePage {
        try await read(jetStream, from: next, bounds)
    }

    /// What matches its filters from a sequence on. A copy of the stream that lags may have answered: where the consumer has more
    /// to come than was found, the leader is asked.
    func read(
        _ jetStream: JetStreamClient, from sequence: UInt64, _ bounds: PageBounds
    ) async throws(JetStreamError) -> MessagePage {
        let filters = consumer.configuration.filters
        let page = try await jetStream.messages(of: stream, from: sequence, matchingAny: filters, bounds)
        guard page.messages.isEmpty, page.next == nil, consumer.pending > 0, stream.configuration.allowsDirectGet else {
            return page
        }
        return try await jetStream.messages(of: stream.readByLeader, from: sequence, matchingAny: filters, bounds)
    }

    /// How far behind it is, in messages and in time.
    func behind(_ jetStream: JetStreamClient) async -> JSONObject {
        var object: JSONObject = [
            "messages": JSONValue(consumer.pending), "in_flight": JSONValue(consumer.inFlight),
            "last_sequence": JSONValue(stream.state.lastSequence),
        ]
        if let last = stream.state.lastTime { object.append("last_time", .string(last)) }
        guard consumer.pending > 0 else { return object }
        do {
            guard let message = try await upcoming(jetStream, PageBounds(limit: 1, bytes: 1)).messages.first else {
                return object
            }
            object.append("next_sequence", JSONValue(message.sequence))
            object.append("next_time", .string(message.time))
            if let last = stream.state.lastTime.flatMap(WallTime.init(rfc3339:)), let next = WallTime(rfc3339: message.time) {
                object.append("time", .string(DurationText.text(max(.zero, last.since(next)))))
            }
        } catch {
            object.append("next_unknown", .string(error.message))
        }
        return object
    }
}

extension StreamInfo {
    /// The same, read by the leader only.
    fileprivate var readByLeader: StreamInfo {
        var json = json
        var configuration = self.configuration.json
        configuration["allow_direct"] = false
        json["config"] = .object(configuration)
        return StreamInfo(json: json)
    }
}
