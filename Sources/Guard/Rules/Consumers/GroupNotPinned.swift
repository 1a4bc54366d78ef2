import JSON
import Model

extension Rule where C == ConsumerUnpin {
    static let groupNotPinned: Rule = Rule(
        code: "NG-C039", name: "group-not-pinned", level: .refuse,
        why: "Only groups of consumers with priority_policy pinned_client have a client that can be unpinned.",
        instead: "A group of the consumer's; consumer_info shows them.",
        reversible: true, source: "nats-server 2.15.1, observed (10160)",
        examples: [
            RuleExample("no groups", .example, .consumerExample(), expected: .refuse),
            RuleExample("another group", .example, .pinnedExample(group: "h", client: "x"), expected: .refuse),
            RuleExample("its group", .example, .pinnedExample(client: "x"), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence) else { return [] }
        let configuration = info.configuration
        let groups = configuration.priorityGroups
        if configuration.priorityPolicy == "pinned_client", groups.contains(change.group) { return [] }
        let have = groups.isEmpty ? "no groups" : "the groups " + groups.prefix(5).map { quoted($0) }.joined(separator: ", ")
        return [
            Outcome(
                level: .refuse,
                effect: "\(quoted(change.asset)) has \(have), its priority_policy is \(configuration.priorityPolicy)",
                field: "/group")
        ]
    }

    static let pinTaken: Rule = Rule(
        code: "NG-C040", name: "pin-taken", level: .warn,
        why:
            "The client that had the group's messages gets none until it is chosen again; what it has in flight comes again to another "
            + "when ack_wait is over.",
        instead: "Nothing, where that client is gone; else stop it first.",
        reversible: true, source: "nats-server 2.15.1, observed",
        examples: [
            RuleExample("somebody is pinned", .example, .pinnedExample(client: "x"), expected: .warn),
            RuleExample("nobody is", .example, .pinnedExample(client: nil), expected: .info),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), info.configuration.priorityGroups.contains(change.group) else { return [] }
        guard let client = info.pinnedClient(of: change.group) else {
            return [Outcome(level: .info, effect: "no client has group \(quoted(change.group)) now", field: "/group")]
        }
        return [
            Outcome(
                level: .warn, effect: "client \(quoted(client)) loses group \(quoted(change.group)) (\(info.words))",
                field: "/group")
        ]
    }
}

extension Evidence {
    fileprivate static func pinnedExample(group: String = "g", client: String?) -> Evidence {
        var state: JSONObject = ["group": .string(group)]
        if let client { state["pinned_client_id"] = .string(client) }
        return .consumerExample(
            ["priority_policy": "pinned_client", "priority_groups": [.string(group)]],
            position: ["priority_groups": [.object(state)]])
    }
}
