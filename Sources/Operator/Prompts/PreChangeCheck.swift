extension Prompt {
    static let preChangeCheck = Prompt(
        "pre_change_check", title: "Check before a change",
        description: "Says whether a change may be made now, what it costs, and how to take it back.",
        [
            Argument("change", "What is to be changed, in words or as configuration.", required: true),
            Argument("stream", "The stream it is about, if any.", completes: .stream),
        ]
    ) { given in
        [
            "Somebody wants to make this change: \(given.shown("change", limit: 8_000) ?? "(ask)")."
                + (given.shown("stream").map { " It is about the stream \($0)." } ?? ""),
            "Say whether it may be made now. Make it only if the human says so afterwards.",
            "",
            "1. Target: `operator_status`, `server_info`. Is this the system that is meant? Which account, which domain, "
                + "which release?",
            "2. Present state: `stream_info` with detail full, `stream_state`, `consumer_list`. Is everything healthy: "
                + "leader there, replicas current, no other change under way? A change on top of a sick system is two problems.",
            "3. Each field that changes: `explain`. Can it be changed, can it be changed back, what moves along, since "
                + "which release?",
            "4. The difference: old against new, field by field. An update replaces the whole configuration: what is not "
                + "in it returns to its default. Nothing may change that nobody spoke of.",
            "5. The loss: what is deleted at once (limits, retention), who stops getting or storing messages, what "
                + "cannot be undone. The plan counts it: `stream_edit`, `stream_purge` or `stream_del` with `dry_run` and "
                + "nothing else.",
            "6. A file or a whole declaration is checked by `config_review` without applying it.",
            "7. Those who depend on it: consumers and their filters, mirrors and sources elsewhere, publishers, "
                + "permissions, clients that declare the stream themselves and would be refused (10058).",
            "8. The way back: which steps, how long, what stays lost. A backup or a copy first, where there is none.",
            "9. The moment: load, other maintenance, who is awake.",
            "",
            "Answer with one of: go; go after (these steps); do not. With the findings of the guard, the loss in "
                + "numbers, the steps in order, how each is verified from the other side, when to stop, and how to take it "
                + "back.",
        ]
    }
}
