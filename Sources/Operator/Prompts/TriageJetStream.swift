extension Prompt {
    static let triageJetStream = Prompt(
        "triage_jetstream", title: "Triage JetStream",
        description: "Finds out, quickly and without changing anything, what is wrong with JetStream.",
        [Argument("symptom", "What people see: errors, delays, missing messages, since when.")]
    ) { given in
        [
            "Something is wrong with JetStream."
                + (given.shown("symptom").map { " What people see: \($0)." } ?? " Ask what people see and since when."),
            "Find the cause. Read only; nothing is restarted, purged or deleted before it is understood.",
            "",
            "From the outside to the inside; stop where the answer is:",
            "1. `operator_status`: is there a connection, and if not, why (credentials, TLS, address, limit)?",
            "2. `server_ping` and `server_list`: which servers answer, how fast, is one missing, do releases differ?",
            "3. `server_info`: JetStream there at all? `account_info`: is memory, storage, the number of streams or "
                + "consumers at its limit?",
            "4. `stream_list`: streams that are `missing` or `offline`, without leader, full; replicas that lag.",
            "5. `stream_state` of those: leader, each replica's lag and when it was last seen, `lost` blocks, limits reached.",
            "6. `consumer_list` by state: stuck, lagging, paused, at its limit of redeliveries.",
            "7. `explain` with every error code that appears in logs or results.",
            "",
            "What the signs mean:",
            "- No responders (503) on publish: no stream takes the subject, or an R1 stream's server is down.",
            "- Timeouts on publish to a replicated stream: no majority. Timeouts on API calls: no permission for the "
                + "answer, or no quorum.",
            "- 10008 everywhere: the meta group has no leader; count the servers that are up against its size.",
            "- 10077: the stream is full and `discard` is new, or its disk fails. 10047, 10002: storage is used up or "
                + "reserved.",
            "- 10026: too many consumers; since 2.15 a stream has 1000 unless `max_consumers` says otherwise.",
            "- Messages \"lost\": first compare what was configured (limits, `max_age`, retention interest without "
                + "consumer, `max_deliver` reached, a purge in the journal), then replicas and `lost`.",
            "- Everything slow: one server's disk, one stream with millions of subjects, consumers with hundreds of "
                + "filters, a reconnect storm, requests for infos in a loop.",
            "- After a restart only: memory storage, mem_storage consumers, a `store_dir` below /tmp.",
            "",
            "Report: cause (or the two most likely, with what would decide between them), evidence with numbers and "
                + "times, whether data is at risk right now, the smallest next step, and what must not be done (restarting all "
                + "servers at once, removing peers, deleting streams to \"fix\" them).",
        ]
    }
}
