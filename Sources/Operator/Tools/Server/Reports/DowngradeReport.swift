import JSON
import JetStream
import Model
import NATS
import Platform
import System

/// What servers of an older release could not serve: each stream and consumer keeps the level it needs.
enum DowngradeReport {
    static func make(_ request: ReportRequest, _ context: ToolContext) async throws(ToolFailure) -> Report {
        let facts = try await context.facts()
        switch try await context.reach() {
        case .system(let answers):
            let survey = ServerSurvey(answers: answers, limited: nil)
            let newest = answers.servers.compactMap { NATSRelease(version: $0.version) }.max()
            let search = try Search(request.release, newest: newest)
            return try await ofSystem(search, request.account, survey, context)
        case .account(let own, _):
            if let account = request.account, account != own { throw AccountNames.notOurs(account, own) }
            return try await ofAccount(try Search(request.release, newest: facts.release), context)
        }
    }

    private static func ofSystem(
        _ search: Search, _ account: String?, _ survey: ServerSurvey, _ context: ToolContext
    ) async throws(ToolFailure) -> Report {
        var search = search
        var options: JSONObject = ["streams": true, "consumer": true, "config": true, "stream_leader_only": true]
        if let account { options.append("account", .string(account)) } else { options.append("accounts", true) }
        let answers = try await Report.documents(.jsz, options, survey, context, patience: .seconds(10))
        for answer in answers {
            for detail in answer.data["account_details"]?.array ?? [] {
                for value in detail["stream_detail"]?.array ?? [] {
                    // Before 2.10 every replica tells, whoever was asked for.
                    let leader = value["cluster"]?["leader"]?.string
                    guard leader == nil || leader == answer.server.name else { continue }
                    let stream = value["name"]?.string ?? ""
                    search.look(at: value["config"], account: detail["name"]?.string, stream: stream, consumer: nil)
                    for consumer in value["consumer_detail"]?.array ?? [] {
                        search.look(
                            at: consumer["config"], account: detail["name"]?.string, stream: stream,
                            consumer: consumer["name"]?.string ?? "")
                    }
                }
            }
        }
        if let account, search.streams == 0 { try await AccountNames.check(account, survey.answers.servers, context) }
        return search.report(survey)
    }

    /// Without the system account: our own streams, through the JetStream API.
    private static func ofAccount(_ search: Search, _ context: ToolContext) async throws(ToolFailure) -> Report {
        var search = search
        var withConsumers: [String] = []
        var walk = StreamWalk(context)
        _ = try await walk.run(from: nil) { stream in
            search.look(at: .object(stream.configuration.json), account: nil, stream: stream.name, consumer: nil)
            if stream.state.consumerCount > 0 { withConsumers.append(stream.name) }
            return !context.isShortOfTime
        }
        var unread = walk.missing.count
        for start in stride(from: 0, to: withConsumers.count, by: 16) {
            let part = Array(withConsumers[start..<min(start + 16, withConsumers.count)])
            guard !context.isShortOfTime else {
                unread += withConsumers.count - start
                break
            }
            let answers = await inParallel(part, atOnce: 8) { stream in try? await context.jetStream.consumers(of: stream) }
            for (stream, consumers) in zip(part, answers) {
                guard let consumers else {
                    unread += 1
                    continue
                }
                for consumer in consumers {
                    search.look(
                        at: .object(consumer.configuration.json), account: nil, stream: stream, consumer: consumer.name)
                }
            }
        }
        var report = search.report(nil)
        report.limited = context.limited("streams of its own account")
        if unread > 0 { report.note = "\(unread) streams or their consumers could not be read." }
        return report
    }

    /// The search for what needs more than a release has.
    private struct Search {
        let release: NATSRelease
        let level: Int
        private(set) var streams = 0
        private(set) var consumers = 0
        private var rows: [PagedRows.Row] = []

        init(_ text: String?, newest: NATSRelease?) throws(ToolFailure) {
            let release: NATSRelease?
            if let text {
                let digits = text.first == "v" ? String(text.dropFirst()) : text
                release = NATSRelease(version: digits) ?? NATSRelease(version: digits + ".0")
            } else {
                release = newest.map { min(APILevel.before($0), $0) } ?? APILevel.before(APILevel.newest)
            }
            guard let release, let level = APILevel.level(of: release) else {
                throw ToolFailure("invalid_argument", "`release` must be one of nats-server's up to 2.15, as 2.14.")
            }
            self.release = release
            self.level = level
        }

        mutating func look(at config: JSONValue?, account: String?, stream: String, consumer: String?) {
            if consumer == nil { streams += 1 } else { consumers += 1 }
            guard let needed = config?["metadata"]?["_nats.req.level"]?.string.flatMap(Int.init), needed > level else { return }
            var row: JSONObject = [:]
            if let account { row.append("account", .string(account)) }
            row.append("stream", .string(stream))
            if let consumer { row.append("consumer", .string(consumer)) }
            row.append("level", JSONValue(needed))
            if let release = APILevel.release(of: needed) { row.append("needs", .string("\(release)")) }
            let place = [account ?? "", stream, consumer ?? ""].joined(separator: "\u{1F}")
            rows.append(PagedRows.Row(place: place, json: row))
        }

        func report(_ survey: ServerSurvey?) -> Report {
            var report = Report(survey)
            report.rows = rows
            report.summary = [
                "release": .string("\(release)"), "level": JSONValue(level), "streams": JSONValue(streams),
                "consumers": JSONValue(consumers), "not_served": JSONValue(rows.count),
            ]
            guard !rows.isEmpty else { return report }
            report.trouble = [
                release >= APILevel.keepsOffline
                    ? "\(rows.count) streams or consumers would be offline on \(release): kept, but neither read nor written"
                    : "\(rows.count) streams or consumers use what \(release) does not know: it would serve them without, or not at all"
            ]
            return report
        }
    }
}
