import JSON
import Model
import Platform
import System

/// The groups of servers that keep streams and consumers together: who leads, who is behind, how many may still be lost.
enum MetaReport {
    static func make(_ context: ToolContext) async throws(ToolFailure) -> Report {
        let survey = try await ServerSurvey.ofSystem(context)
        var report = Report(survey)
        let views = try await Report.documents(.jsz, [:], survey, context).compactMap { answer in
            answer.data["meta_cluster"]?.object.map { View(answer: answer, group: MetaGroup(json: $0)) }
        }
        let raft = await terms(survey, context)
        var groups: [JSONValue] = []
        let domains = Dictionary(grouping: views) { $0.answer.server.domain ?? "" }
        for (domain, views) in domains.sorted(by: { $0.key < $1.key }) {
            groups.append(.object(describe(views, domain: domain, raft, survey, &report)))
        }
        if groups.isEmpty { report.note = "No server is part of a group: JetStream is off, or each stands alone." }
        report.summary = ["groups": .array(groups)]
        return report
    }

    private struct View {
        let answer: ServerAnswer
        let group: MetaGroup
    }

    private static func describe(
        _ views: [View], domain: String, _ raft: [String: JSONValue], _ survey: ServerSurvey, _ report: inout Report
    ) -> JSONObject {
        let leaders = Set(views.compactMap(\.group.leader))
        // Only the leader knows how the others are.
        let leader = views.first { $0.group.leader == $0.answer.server.name }
        let group = (leader ?? views[0]).group
        var summary: JSONObject = domain.isEmpty ? [:] : ["domain": .string(domain)]
        summary.append("leader", leader.map { .string($0.answer.server.name) } ?? .null)
        summary.append("size", JSONValue(group.size))
        summary.append("quorum", JSONValue(group.quorum))
        let label = domain.isEmpty ? "the meta group" : "the meta group of domain \(domain)"
        if leaders.count > 1 {
            report.trouble.append("servers disagree on who leads \(label): \(leaders.sorted().joined(separator: ", "))")
        }
        if group.isRescued {
            report.trouble.append("\(label) is in rescue mode: it goes on with \(group.quorum) of \(group.size) servers")
        }
        if group.size.isMultiple(of: 2) || group.size < 3 {
            report.trouble.append("\(label) has \(group.size) servers: 3 or 5 bear the loss of one or two")
        }
        guard let leader else {
            report.trouble.insert("\(label) has no leader: nothing can be created, changed or deleted", at: 0)
            for name in views.map(\.answer.server.name) { report.add(domain + "\u{1F}" + name, member(name, nil, raft)) }
            return summary
        }
        summary.append("reachable", JSONValue(group.reachable))
        summary.take(["pending", "pending_requests"], from: .object(group.json))
        if group.reachable == group.quorum, group.size > 2 {
            report.trouble.append("\(label) bears no further loss: \(group.reachable) of \(group.size) servers are heard")
        }
        report.add(domain + "\u{1F}" + leader.answer.server.name, member(leader.answer.server.name, nil, raft, isLeader: true))
        for peer in group.peers {
            if peer.isSilent {
                report.trouble.append("\(peer.name): \(label) has not heard of it for \(peer.seen.map(seconds) ?? "long")")
            } else if !peer.isCurrent {
                report.trouble.append("\(peer.name) is \(peer.lag) entries behind in \(label)")
            }
            report.add(domain + "\u{1F}" + peer.name, member(peer.name, peer, raft))
        }
        return summary
    }

    private static func member(
        _ name: String, _ peer: MetaPeer?, _ raft: [String: JSONValue], isLeader: Bool = false
    ) -> JSONObject {
        var row: JSONObject = ["server": .string(name)]
        if isLeader { row.append("leader", true) }
        if let peer {
            row.append("peer", .string(peer.id))
            row.append("current", .bool(peer.isCurrent && !peer.isSilent))
            if peer.isOffline { row.append("offline", true) }
            if peer.lag > 0 { row.append("lag", JSONValue(peer.lag)) }
            if let seen = peer.seen { row.append("seen", .string(seconds(seen) + " ago")) }
        }
        row.take(["state", "term", "committed", "applied"], from: raft[name])
        return row
    }

    /// What each server knows of the group's log, by server; servers before 2.10 do not tell.
    private static func terms(_ survey: ServerSurvey, _ context: ToolContext) async -> [String: JSONValue] {
        guard let answers = try? await Report.documents(.raftz, ["group": "_meta_"], survey, context) else { return [:] }
        var terms: [String: JSONValue] = [:]
        for answer in answers {
            terms[answer.server.name] = answer.data.members.lazy.compactMap { $0.value["_meta_"] }.first
        }
        return terms
    }

    private static func seconds(_ time: Duration) -> String {
        DurationText.text(time < .seconds(1) ? .milliseconds(Int64(time / .milliseconds(1))) : time.wholeSeconds)
    }
}
