public import JSON
public import Model
import NATS

/// One page of a list, and what the server could not tell.
public struct StreamPage: Sendable {
    public let streams: [StreamInfo]
    /// How many there are in all.
    public let total: Int
    public let offset: Int
    /// Streams whose leader did not answer in time.
    public let missing: [String]
    /// Streams the server cannot serve, with its reason.
    public let offline: JSONObject
}

/// Names of streams, and how many there are in all.
public struct StreamNamePage: Sendable {
    public let names: [String]
    public let total: Int
}

extension JetStreamClient {
    /// Usage and limits of the account.
    public func accountInfo() async throws(JetStreamError) -> JSONObject {
        try await call("INFO")
    }

    /// The same with what is known of the server that is asked. Through another domain's or account's API that is another one.
    public func accountUsage() async throws(JetStreamError) -> AccountUsage {
        let info = try await accountInfo()
        guard prefix == Self.defaultPrefix else { return AccountUsage(json: info) }
        do throws(NATSError) {
            let facts = try await client.connect(timeout: timeout)
            return AccountUsage(json: info, cluster: facts.cluster, isAlone: facts.serverName != nil && facts.cluster == nil)
        } catch {
            throw JetStreamError(error)
        }
    }

    public func streamInfo(_ name: String) async throws(JetStreamError) -> StreamInfo {
        StreamInfo(json: try await call("STREAM.INFO." + (try Self.token(name, what: "stream"))))
    }

    /// A page of streams in order of name, at most 256.
    public func streams(offset: Int, subject: String? = nil) async throws(JetStreamError) -> StreamPage {
        var body: JSONObject = ["offset": JSONValue(offset)]
        if let subject { body.append("subject", .string(subject)) }
        let reply = try await call("STREAM.LIST", body)
        return StreamPage(
            streams: reply["streams"]?.array?.compactMap(\.object).map(StreamInfo.init(json:)) ?? [],
            total: reply["total"]?.int ?? 0, offset: offset, missing: reply["missing"]?.array?.compactMap(\.string) ?? [],
            offline: reply["offline"]?.object ?? [:])
    }

    /// Names of streams in order, from an offset on: as many as the server tells at once (1024).
    public func streamNames(offset: Int) async throws(JetStreamError) -> StreamNamePage {
        let reply = try await call("STREAM.NAMES", ["offset": JSONValue(offset)])
        return StreamNamePage(
            names: reply["streams"]?.array?.compactMap(\.string) ?? [], total: reply["total"]?.int ?? 0)
    }

    /// The names of streams (those that take `subject`, if given), in order, up to `limit`.
    public func streamNames(subject: String? = nil, limit: Int = 100_000) async throws(JetStreamError) -> [String] {
        var names: [String] = []
        while names.count < limit {
            var body: JSONObject = ["offset": JSONValue(names.count)]
            if let subject { body.append("subject", .string(subject)) }
            let reply = try await call("STREAM.NAMES", body)
            let page = reply["streams"]?.array?.compactMap(\.string) ?? []
            names += page
            // Past the end the server echoes the offset as total and lists null: an empty page ends it in any case.
            if page.isEmpty || names.count >= reply["total"]?.int ?? 0 { break }
        }
        return Array(names.prefix(limit))
    }

    /// How many messages match in all, by the leader's own index, and the stream's last sequence when it had counted.
    func messageCount(
        of stream: String, matching filter: String
    ) async throws(JetStreamError) -> (count: UInt64, lastSequence: UInt64) {
        let token = try Self.token(stream, what: "stream")
        var sum: UInt64 = 0
        var last: UInt64?
        var offset = 0
        while true {
            let reply = try await call(
                "STREAM.INFO." + token, ["subjects_filter": .string(filter), "offset": JSONValue(offset)])
            let page = reply["state"]?["subjects"]?.object?.members ?? []
            for member in page { sum &+= member.value.uint64 ?? 0 }
            // Of several pages, the last to be read bounds what can have been counted.
            last = reply["state"]?["last_seq"]?.uint64 ?? last
            offset += page.count
            if page.isEmpty || offset >= reply["total"]?.int ?? 0 { return (sum, last ?? 0) }
        }
    }
}
