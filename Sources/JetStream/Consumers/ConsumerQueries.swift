public import JSON
public import Model

/// One page of a stream's consumers, and what the server could not tell.
public struct ConsumerPage: Sendable {
    public let consumers: [ConsumerInfo]
    /// How many there are in all.
    public let total: Int
    /// Consumers whose leader did not answer in time, or that have none.
    public let missing: [String]
    /// Consumers the server cannot serve, with its reason.
    public let offline: JSONObject
    /// Where the next page begins; nil after the last.
    public let next: Int?
}

extension JetStreamClient {
    /// A page of consumers, at most 256.
    public func consumers(of stream: String, offset: Int) async throws(JetStreamError) -> ConsumerPage {
        let reply = try await call(
            "CONSUMER.LIST." + (try Self.token(stream, what: "stream")), ["offset": JSONValue(offset)])
        let consumers = reply["consumers"]?.array?.compactMap(\.object).map(ConsumerInfo.init(json:)) ?? []
        let missing = reply["missing"]?.array?.compactMap(\.string) ?? []
        let offline = reply["offline"]?.object ?? [:]
        let total = reply["total"]?.int ?? 0
        // Those without an answer count too: the offset is one into the list of all.
        let told = consumers.count + missing.count + offline.count
        let next = offset + max(told, min(reply["limit"]?.int ?? told, total - offset))
        return ConsumerPage(
            consumers: consumers, total: total, missing: missing, offline: offline, next: told > 0 && next < total ? next : nil)
    }

    /// All consumers of a stream, up to `limit`.
    /// - Throws: also where the server could not tell of some: what they are about to read is not known then.
    public func consumers(of stream: String, limit: Int = 10_000) async throws(JetStreamError) -> [ConsumerInfo] {
        var consumers: [ConsumerInfo] = []
        var offset: Int? = 0
        while consumers.count < limit, let from = offset {
            let page = try await self.consumers(of: stream, offset: from)
            if let silent = page.missing.first ?? page.offline.keys.first {
                throw JetStreamError(
                    .notAvailable,
                    "the server could not tell of all consumers of the stream: \(page.missing.count + page.offline.count) did not "
                        + "answer, such as \(silent)")
            }
            consumers += page.consumers
            offset = page.next
        }
        return consumers
    }

    public func consumerInfo(of stream: String, _ name: String) async throws(JetStreamError) -> ConsumerInfo {
        let stream = try Self.token(stream, what: "stream")
        return ConsumerInfo(json: try await call("CONSUMER.INFO.\(stream).\(try Self.token(name, what: "consumer"))"))
    }

    /// The same; nil where the stream has none of the name.
    public func presentConsumer(of stream: String, _ name: String) async throws(JetStreamError) -> ConsumerInfo? {
        do {
            return try await consumerInfo(of: stream, name)
        } catch  where error.code == .consumerNotFound {
            return nil
        }
    }

    /// The names of a stream's consumers, up to `limit`.
    public func consumerNames(of stream: String, limit: Int = 100_000) async throws(JetStreamError) -> [String] {
        let operation = "CONSUMER.NAMES." + (try Self.token(stream, what: "stream"))
        var names: [String] = []
        while names.count < limit {
            let reply = try await call(operation, ["offset": JSONValue(names.count)])
            let page = reply["consumers"]?.array?.compactMap(\.string) ?? []
            names += page
            if page.isEmpty || names.count >= reply["total"]?.int ?? 0 { break }
        }
        return Array(names.prefix(limit))
    }
}
