extension Prompt {
    static let findStuckConsumer = Prompt(
        "find_stuck_consumer", title: "Find a stuck consumer", description: "Finds consumers that do not get on, and says why.",
        [
            Argument("stream", "Look only at this stream.", completes: .stream),
            Argument("consumer", "Look at this consumer of it.", completes: .consumer),
        ]
    ) { given in
        let place =
            switch (given.shown("stream"), given.shown("consumer")) {
            case (let stream?, let consumer?): "Find out whether the consumer \(consumer) of stream \(stream) is stuck, and why."
            case (let stream?, nil): "Find the consumers of stream \(stream) that do not get on, and say why."
            default: "Find the consumers that do not get on, and say why."
            }
        return [
            place + " Read only: nothing is taken from a queue, nothing acknowledged.",
            "",
            given.has("consumer") ? nil : "1. `consumer_list`: state stuck, lagging, paused; the largest backlog first.",
            "2. `consumer_info` of each suspect, twice with half a minute between: does `delivered` move, does the "
                + "acknowledgement floor?",
            "3. `stream_state`: is the stream itself well (leader, replicas), and has its first sequence passed the "
                + "consumer's floor?",
            "4. `consumer_next` (it peeks): the next messages and those in flight; is one of them large, odd, or "
                + "redelivered again and again?",
            "",
            "Read it like this:",
            "- Floor stands, in flight at `max_ack_pending`: workers got messages and do not acknowledge. They hang, "
                + "crash on one message, or are slower than `ack_wait`, so that all of it comes again. Look at redeliveries.",
            "- Floor stands, one message in flight with many deliveries: a poison message. With `max_deliver` -1 it "
                + "comes for ever.",
            "- Nothing in flight, pending grows, nobody waits: no worker is pulling (or nobody is subscribed to the push "
                + "subject).",
            "- Nothing in flight, pending grows, pulls are waiting: the consumer has no leader, or is paused (`pause_until`).",
            "- Nothing pending although messages come: its filter matches other subjects, a transform renamed them, or "
                + "it began later.",
            "- In flight 0, pending 0, delivered ahead of the floor: messages were given up after `max_deliver`; they "
                + "are still stored.",
            "- Floor below the stream's first sequence: what was in between has been deleted by limits. Those messages "
                + "are gone.",
            "- All consumers of one server at once: the server, not the consumers.",
            "",
            "Report for each: what it waits for, since when, how much is behind and how fast that grows, whose fault it "
                + "is (worker, message, configuration, server), and the mildest remedy. Restart or repair the worker before "
                + "you touch the consumer. Deleting or resetting it loses its position, which no tool brings back.",
        ].compactMap(\.self)
    }
}
