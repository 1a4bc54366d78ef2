extension Prompt {
    static let planMigration = Prompt(
        "plan_migration", title: "Plan a migration",
        description: "Plans how a stream or bucket gets a shape that no update can give it, with nothing lost on the way.",
        [
            Argument("stream", "The stream (a bucket b is KV_b).", required: true, completes: .stream),
            Argument("goal", "What it shall be: other storage, retention, subjects, cluster, account, domain.", required: true),
        ]
    ) { given in
        [
            "Plan the migration of the stream \(given.shown("stream") ?? "(which?)"). The goal: "
                + "\(given.shown("goal", limit: 4_000) ?? "(ask)").",
            "Only plan it.",
            "",
            "First find out whether it takes a migration at all: `explain` each field that has to change. What an update "
                + "can do is",
            "`stream_edit`; storage, work-queue retention, counters, name, account and domain take a new stream.",
            "",
            "What there is:",
            "1. `stream_info` with detail full and `stream_state`: configuration, size, rate, first and last sequence, "
                + "sources and mirror.",
            "2. `consumer_list` and `consumer_info` of each durable one: position, pending, in flight, filters.",
            "3. `stream_subjects`: what really is in it. `stream_list`: who mirrors or sources it, who would take the "
                + "new subjects.",
            "4. `account_info` and `server_info`: is there room for both at once (they will be), which release has what "
                + "is wanted?",
            "",
            "Ways, the simplest that fits:",
            "- **New stream that sources the old one**: it fills while the old one works; then publishers change over, "
                + "then the old stream loses its subjects and the new one takes them. Sequences and times of stored messages "
                + "are new.",
            "- **Mirror, then promote** (2.12): same sequences; the origin's subjects must be taken from it first; there "
                + "is no way back.",
            "- **Moving within the cluster**: placement alone, then replicas alone, waiting for current replicas each time.",
            "- **Backup and restore**: into another account or cluster; publishers stand still, or what came meanwhile "
                + "is added.",
            "- **Writing anew from its source** where it is a projection (a bucket): cheapest of all.",
            "",
            "Write the plan as steps, each with: command or tool, what to check afterwards and with which number, how to "
                + "go back, how long.",
            "It must say:",
            "- where no message can be lost or stored twice while publishers change over (`Nats-Msg-Id` and "
                + "`duplicate_window` help), and where that is not so;",
            "- how each consumer goes on at the right place: by start sequence or time, and what is done about messages "
                + "in flight;",
            "- what else names the old one: clients that declare it, permissions, imports and exports, mirrors, sources, "
                + "dashboards;",
            "- how it is verified: counts and last sequences on both, spot checks of payloads, consumers' pending falling;",
            "- the point of no return, and who decides to pass it; when the old one is deleted (days later, `stream_del` "
                + "confirmed).",
        ]
    }
}
