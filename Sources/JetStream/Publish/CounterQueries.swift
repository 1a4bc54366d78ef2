import Guard
public import JSON
public import Model
import NATS

/// A counter as its stream keeps it.
public struct Counter: Sendable, Hashable {
    public let subject: String
    /// A whole number of any length.
    public let value: String
    public let sequence: UInt64
    /// RFC 3339: when it last changed.
    public let time: String
    /// What came from other streams, by stream and subject, where it is a sum of several.
    public let sources: JSONObject?

    /// Nil for a message that is no counter's.
    init?(_ message: StoredMessage) {
        guard let value = (try? JSONParser().parse(message.payload))?["val"]?.string else { return nil }
        subject = message.subject
        self.value = value
        sequence = message.sequence
        time = message.time
        sources = message.headers["Nats-Counter-Sources"].flatMap { try? JSONParser().parse($0).object }
    }
}

extension JetStreamClient {
    /// The stream that takes a subject, where it keeps counters.
    /// - Parameter name: of the stream, where it is not that one: some have subjects from their sources only.
    public func counterStream(_ name: String? = nil, of subject: String) async throws(JetStreamError) -> StreamInfo {
        try await checkCounters()
        let name = if let name { name } else { try await stream(taking: subject) }
        let info = try await streamInfo(name)
        guard info.configuration.json["allow_msg_counter"]?.bool == true else {
            throw JetStreamError(
                .notAllowedByStream,
                "stream \(name) keeps no counters; that is chosen when a stream is made (allow_msg_counter), not later")
        }
        return info
    }

    private func stream(taking subject: String) async throws(JetStreamError) -> String {
        let names = try await streamNames(subject: subject, limit: 16)
        guard let name = names.first else { throw JetStreamError(.streamNotFound, "no stream takes \(quoted(subject))") }
        guard names.count == 1 else {
            throw JetStreamError(
                .notAllowedByStream,
                "\(quoted(subject)) is taken by several streams (\(names.joined(separator: ", "))): narrow it to one of them")
        }
        return name
    }

    private func checkCounters() async throws(JetStreamError) {
        let needed = NATSRelease(2, 12)
        if let release = try await release(), release < needed { throw await needs(needed, for: "A counter") }
    }

    /// The counter of a subject, by the leader; nil where nobody has counted yet.
    public func counter(_ subject: String, in stream: String) async throws(JetStreamError) -> Counter? {
        do {
            return Counter(try await message(of: stream, .last(subject: subject), direct: false))
        } catch  where error.code == .messageNotFound {
            return nil
        }
    }
}
