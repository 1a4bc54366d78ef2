extension Prompt {
    static let designSubjects = Prompt(
        "design_subjects", title: "Design subjects",
        description: "Designs subjects, streams and consumers for a domain, with what is there already in view.",
        [
            Argument("domain", "What it is about: entities, what happens to them, who reads what.", required: true),
            Argument("stream", "A stream that exists and is to be taken into account.", completes: .stream),
        ]
    ) { given in
        [
            "Design the subjects for this domain: \(given.shown("domain", limit: 8_000) ?? "(ask)").",
            "",
            "Read nats://guide/subjects, nats://guide/events and nats://guide/decision-tree first. Then look at what exists:",
            "- `stream_list`: names and subjects taken; every subject belongs to one stream at most.",
            "- `stream_find` with the first tokens you think of, to see who takes them already.",
            given.shown("stream").map { "- `stream_subjects` of \($0): how its subjects are built; invent no second style." },
            "",
            "Ask what you must know and was not said: which entities, how many of each, how many messages a second, who "
                + "reads (all, some, one worker of many, on another site), what has to be in order, how long it is needed, "
                + "what must never be lost, who may see what. Few questions, the most telling first.",
            "",
            "Then write down:",
            "1. A table of subjects: pattern, what it means, who publishes, an example. General to particular; the same "
                + "number of tokens for each kind; the entity's identity a token of its own; requests apart from events.",
            "2. Which of them are stored: one stream for a domain (not for an entity), its limits, retention, replicas, "
                + "and why each value that is not the default. Which are keys or objects instead, and which are not stored at "
                + "all.",
            "3. Consumers: durable and explicit for work, ordered for projections, with their filters. None should need "
                + "more than a few.",
            "4. What is projected into buckets, by whom, and how it is built again.",
            "5. Permissions by prefix: who may publish and subscribe to what. Accounts, where teams or tenants must not meet.",
            "6. Numbers: messages, bytes and subjects after a day and a year, against nats://guide/scaling.",
            "7. How it grows: a new event, a new region, ten times the load, a breaking change of meaning.",
            "",
            "Test it on five real questions of readers (\"all payments in Europe\", \"everything about order 1234\"): "
                + "each must be one filter. If one is not, the tokens stand in the wrong order.",
            "Create nothing. When the human agrees, `stream_add` with `dry_run` shows what would come of it.",
        ].compactMap(\.self)
    }
}
