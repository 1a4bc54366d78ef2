import JSON
import Model
import NATS
import Platform

/// The consumer below an `OrderedReader`: there until something may have been lost.
struct ReadConsumer {
    let name: String
    /// How many messages it has delivered.
    var delivered: UInt64 = 0
}

extension OrderedReader {
    /// Gone by itself after this long without a request, should its deletion get lost.
    private static let inactiveThreshold = Duration.seconds(15)

    /// The consumer, made where there is none.
    func currentConsumer() async throws(JetStreamError) -> ReadConsumer {
        if let consumer { return consumer }
        guard stream.configuration.retention == .limits else {
            throw JetStreamError(
                .refused,
                "stream \(stream.name) has \(stream.configuration.retention.rawValue) retention: reading it through a consumer "
                    + "would make it keep or erase messages")
        }
        let token = try JetStreamClient.token(stream.name, what: "stream")
        try await subscribe()
        if position != nil { try await checkSameStream() }
        let name = "nats-operator-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let reply: JSONObject
        do {
            // One filter stands in the subject, so that permissions can be given by it.
            let filter = order.filters.count == 1 ? "." + order.filters[0] : ""
            reply = try await jetStream.call(
                "CONSUMER.CREATE.\(token).\(name)\(filter)",
                ["stream_name": .string(stream.name), "config": .object(configuration(name))], namesFilter: true)
        } catch {
            if error.cause?.mayHaveBeenSent == true { delete(name) }
            // "deliver last per subject, but filter subject is not set", which it is.
            if order.filters.count > 1, error.apiErrorCode == 10094 { throw await severalFiltersUnknown() }
            throw error
        }
        let made = ReadConsumer(name: name)
        consumer = made
        // Servers before 2.10 take no notice of what they do not know.
        if order.filters.count > 1, reply["config"]?["filter_subjects"] == nil {
            throw await severalFiltersUnknown()
        }
        pending = reply["num_pending"]?.uint64 ?? 0
        if order.start == .new || pending == 0 { isCaughtUp = true }
        awaited = isCaughtUp ? 0 : pending
        if position == nil { position = (reply["delivered"]?["stream_seq"]?.uint64 ?? 0) &+ 1 }
        return made
    }

    private func severalFiltersUnknown() async -> JetStreamError {
        await jetStream.needs(NATSRelease(2, 10), for: "More than one filter at once")
    }

    private func configuration(_ name: String) -> JSONObject {
        var config: JSONObject = [
            "name": .string(name), "ack_policy": "none", "replay_policy": "instant", "mem_storage": true, "num_replicas": 1,
            "inactive_threshold": JSONValue(Self.inactiveThreshold.wholeNanoseconds),
        ]
        switch start {
        case .first: config.append("deliver_policy", "all")
        case .lastPerSubject: config.append("deliver_policy", "last_per_subject")
        case .new: config.append("deliver_policy", "new")
        case .sequence(let sequence):
            config.append("deliver_policy", "by_start_sequence")
            config.append("opt_start_seq", JSONValue(max(1, sequence)))
        case .time(let time):
            config.append("deliver_policy", "by_start_time")
            config.append("opt_start_time", .string(time.rfc3339))
        }
        if order.filters.count == 1 { config.append("filter_subject", .string(order.filters[0])) }
        if order.filters.count > 1 { config.append("filter_subjects", .array(order.filters.map { .string($0) })) }
        if order.headersOnly { config.append("headers_only", true) }
        // Needed for each subject's last message, and means all.
        if order.start == .lastPerSubject, order.filters.isEmpty { config.append("filter_subject", ">") }
        return config
    }

    /// Where this consumer begins: behind what has been taken, if anything has.
    private var start: ReadOrder.Start {
        if let lastSequence { return .sequence(lastSequence &+ 1) }
        if order.start == .new, let position { return .sequence(position) }
        return order.start
    }

    /// A stream that was deleted and made again begins its sequences anew: going on in it would wait for ever or skip.
    private func checkSameStream() async throws(JetStreamError) {
        guard try await jetStream.streamInfo(stream.name).created == stream.created else {
            throw JetStreamError(.streamNotFound, "stream \(stream.name) was deleted and made anew while it was read")
        }
    }

    /// Lets go of the consumer: something may have been lost with it.
    func abandon() {
        if let consumer { delete(consumer.name) }
        consumer = nil
        request = nil
    }

    /// Ends the reader: when this returns the consumer is gone, if the server can be reached.
    func end() async {
        subscription = nil
        abandon()
        await deletion?.value
    }

    /// In a task of its own: the caller's may be cancelled, its time used up.
    private func delete(_ name: String) {
        let client = jetStream.client
        let subject = jetStream.subject("CONSUMER.DELETE.\(stream.name).\(name)")
        deletion = Task(executorPreference: WorkerPool.shared) {
            _ = try? await client.request(subject, timeout: .seconds(2))
        }
    }
}
