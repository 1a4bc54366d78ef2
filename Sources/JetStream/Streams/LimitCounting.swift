import Guard
import JSON
import Model
import Platform

extension JetStreamClient {
    /// How many messages are older than `age` at a moment.
    func count(in stream: String, olderThan age: Duration, at moment: String) async throws(JetStreamError) -> MessageCount {
        guard let moment = WallTime(rfc3339: moment) else {
            throw JetStreamError(.refused, "the moment to reckon ages from is no time: \(moment)")
        }
        let info = try await streamInfo(stream)
        let bound = try await sequence(of: info, at: moment.advanced(by: .zero - age))
        return try await count(in: stream, matching: nil, below: bound)
    }

    /// How many messages there are beyond the newest `limit` of each subject.
    func count(in stream: String, beyond limit: UInt64) async throws(JetStreamError) -> MessageCount {
        let token = try Self.token(stream, what: "stream")
        var sum: UInt64 = 0
        var offset = 0
        while true {
            let reply = try await call("STREAM.INFO." + token, ["subjects_filter": ">", "offset": JSONValue(offset)])
            let page = reply["state"]?["subjects"]?.object?.members ?? []
            for member in page {
                let count = member.value.uint64 ?? 0
                if count > limit { sum &+= count - limit }
            }
            offset += page.count
            if page.isEmpty || offset >= reply["total"]?.int ?? 0 { return .exactly(sum) }
        }
    }

    /// The streams that mirror a stream or have it as a source.
    /// - Throws: also where the server could not tell of some.
    func dependents(of stream: String) async throws(JetStreamError) -> [String] {
        var names: [String] = []
        var offset = 0
        while true {
            let page = try await streams(offset: offset)
            if let silent = page.missing.first ?? page.offline.keys.first {
                throw JetStreamError(.notAvailable, "the server could not tell of all streams: \(silent) did not answer")
            }
            for info in page.streams where info.configuration.mirror == stream || info.configuration.sources.contains(stream) {
                names.append(info.name)
            }
            offset += page.streams.count
            if page.streams.isEmpty || offset >= page.total { return names }
        }
    }
}
