extension Prompt {
    static let reviewStreamConfig = Prompt(
        "review_stream_config", title: "Review a stream",
        description: "Goes through a stream's configuration, its consumers and its use, and says what should differ.",
        [Argument("stream", "The stream's name.", required: true, completes: .stream)]
    ) { given in
        let stream = given.shown("stream") ?? "(which?)"
        return [
            "Review the configuration of the stream \(stream).",
            "",
            "Look:",
            "1. `stream_info` with detail full: every field, and which ones differ from their defaults.",
            "2. `stream_state`: how full it is beside its limits, gaps, replicas and their lag.",
            "3. `stream_subjects`: how many subjects, and whether a few of them hold most messages.",
            "4. `consumer_list` for it: acknowledge policy, filters, pending, redeliveries, who is idle.",
            "5. `account_info`: what its limits take from the account. `server_info`: the release, since fields depend on it.",
            "",
            "Judge each deviation: what is it for, is the reason written down, what moves along with it (`explain` "
                + "FIELD)? Then:",
            "- Does it have a limit (`max_age` or `max_bytes`)? Without one it can fill the disk of everybody.",
            "- Retention: does `workqueue` or `interest` fit how it is read? On `interest`, is there always a consumer?",
            "- `discard`: old loses silently, new fails publishers. Which of the two do the publishers expect?",
            "- `num_replicas`: 1, 3 or 5, and right for what a loss would cost. Memory storage: for nothing that matters.",
            "- `duplicate_window` against how long publishers retry; `max_msgs_per_subject` against what readers want to see.",
            "- Switches that cannot be taken back: `deny_delete`, `deny_purge`, `allow_msg_ttl`, `allow_msg_schedules`, "
                + "`sealed`.",
            "- `allow_rollup_hdrs` outside of buckets: whoever may publish can erase.",
            "- Subjects: too wide (`>`), of several domains, or so deep that consumers need many filters?",
            "- Consumers: acknowledge policy none on a durable one, `inactive_threshold` on a durable one, "
                + "`mem_storage`, one replica.",
            "- Durability: `persist_mode` async? What does an acknowledgement mean here (nats://guide/durability)?",
            "",
            "Report: what is good in a line; then findings, the worst first, each with field, value, what can happen, "
                + "what to do, whether that can be undone, and whether anything would be lost by it. Propose no change without "
                + "a finding.",
            "Show a proposed change with `stream_edit` and `dry_run` only, so that the guard counts what it would cost.",
        ]
    }
}
