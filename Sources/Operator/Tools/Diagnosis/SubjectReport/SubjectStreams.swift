import JSON
import JetStream
import Model
import Platform
import System

/// The streams and consumers that have to do with a subject.
struct SubjectStreams {
    let subject: String
    private(set) var rows: [PagedRows.Row] = []
    /// What could not be seen, and why.
    private(set) var unseen: [String] = []
    /// Why nothing at all could be seen.
    private(set) var failure: ToolFailure?

    init(_ subject: String) { self.subject = subject }

    /// Of our own account, through the JetStream API.
    mutating func readOwn(_ context: ToolContext) async throws(ToolFailure) {
        var streams: [StreamInfo] = []
        var walk = StreamWalk(context)
        do {
            let more = try await walk.run(from: nil) { stream in
                streams.append(stream)
                return !context.isShortOfTime
            }
            if more { unseen.append("streams after \(streams.last?.name ?? ""): the time was over") }
        } catch {
            // Core NATS is worth telling of where there is no JetStream.
            guard ["jetstream_not_available", "permission_denied", "timeout", "no_leader"].contains(error.code) else {
                throw error
            }
            unseen.append("streams and consumers: \(error.message)")
            failure = error
            return
        }
        if !walk.missing.isEmpty { unseen.append("streams that did not answer: " + listed(walk.missing)) }
        if !walk.offline.isEmpty { unseen.append("streams that are offline: " + listed(Array(walk.offline.keys))) }
        let flow = take(streams.map(\.configuration))
        // Consumers push their messages to subjects too, whatever their streams have.
        let asked = streams.filter { $0.state.consumerCount > 0 }
        let first = asked.filter { flow.holds($0.name, subject) != false }.map(\.name)
        let known = Set(first)
        let others = asked.map(\.name).filter { !known.contains($0) }
        await readConsumers(of: first, flow, "consumers", context)
        await readConsumers(of: others, flow, "where consumers deliver to", context)
    }

    private mutating func readConsumers(
        of streams: [String], _ flow: SubjectFlow, _ what: String, _ context: ToolContext
    ) async {
        var silent: [String] = []
        for start in stride(from: 0, to: streams.count, by: 16) {
            guard !context.isShortOfTime, !Task.isCancelled else {
                silent += streams[start...]
                break
            }
            let part = Array(streams[start..<min(start + 16, streams.count)])
            let answers = await inParallel(part, atOnce: 8) { stream in try? await context.jetStream.consumers(of: stream) }
            for (stream, consumers) in zip(part, answers) {
                guard let consumers else {
                    silent.append(stream)
                    continue
                }
                for consumer in consumers { take(consumer.configuration, consumer.name, of: stream, flow) }
            }
            context.progress(Double(start + part.count), Double(streams.count), "consumers of \(start + part.count) streams")
        }
        if !silent.isEmpty { unseen.append("\(what) of \(silent.count) streams: " + listed(silent)) }
    }

    /// Of another account, as servers tell the system account.
    mutating func read(
        _ account: String, _ servers: [ServerIdentity], _ context: ToolContext
    ) async throws(ToolFailure) {
        let options: JSONObject = [
            "account": .string(account), "streams": true, "consumer": true, "config": true, "stream_leader_only": true,
        ]
        let answers = try await context.asking(within: .seconds(10)) { system throws(SystemError) in
            try await system.ask(.jsz, options, of: servers)
        }
        if answers.isIncomplete { unseen.append("streams of servers that did not answer") }
        if answers.isCut { unseen.append("streams of some servers: there was no room for their answers") }
        var streams: [String: JSONObject] = [:]
        for detail in answers.documents.flatMap({ $0.data["account_details"]?.array ?? [] }) {
            for stream in detail["stream_detail"]?.array ?? [] {
                guard let object = stream.object, let name = object["name"]?.string else { continue }
                streams[name] = object
            }
        }
        let flow = take(streams.values.map { StreamConfiguration(json: $0["config"]?.object ?? [:]) })
        for (name, stream) in streams {
            for consumer in stream["consumer_detail"]?.array ?? [] {
                let configuration = ConsumerConfiguration(json: consumer["config"]?.object ?? [:])
                take(configuration, consumer["name"]?.string ?? "", of: name, flow)
            }
        }
    }

    private mutating func take(_ configurations: [StreamConfiguration]) -> SubjectFlow {
        let flow = SubjectFlow(configurations)
        for name in configurations.map(\.name) {
            let touches = flow.touches(name, subject)
            guard !touches.isEmpty else { continue }
            let ways = touches.map { JSONValue.object($0.json) }
            rows.append(.touching(.stream, name, ["stream": .string(name), "ways": .array(ways)]))
        }
        let unknown = flow.unknownOrigins
        if !unknown.isEmpty {
            unseen.append("what streams copy from elsewhere: " + listed(unknown.map { "\($0.stream) from \($0.origin)" }))
        }
        return flow
    }

    private mutating func take(_ consumer: ConsumerConfiguration, _ name: String, of stream: String, _ flow: SubjectFlow) {
        var row: JSONObject = ["consumer": .string(name), "stream": .string(stream)]
        let filters = consumer.filters
        let matching = filters.filter { SubjectPattern.overlap($0, subject) }
        let takes = flow.holds(stream, subject) != false && (filters.isEmpty || !matching.isEmpty)
        if takes { row.append("filters", .array((filters.isEmpty ? [">"] : matching).map { .string($0) })) }
        let delivers = consumer.deliverSubject.map { SubjectPattern.overlap($0, subject) } ?? false
        if delivers, let to = consumer.deliverSubject { row.append("delivers_to", .string(to)) }
        if let until = consumer.pauseUntil, takes { row.append("pause_until", .string(until)) }
        guard takes || delivers else { return }
        rows.append(.touching(.consumer, stream + "\u{1F}" + name, row))
    }

    private func listed(_ names: [String]) -> String {
        names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
    }
}
