import JSON

/// Facts about the fields of a consumer's configuration (nats-server 2.15.1).
public enum ConsumerFieldNotes {
    /// What the server itself sets; clients often ask for something else.
    static func standard(_ field: String) -> JSONValue? {
        field == "ack_policy" ? "none" : ConsumerDefaults.values[field]
    }

    static let notes: [String: FieldNote] = [
        "durable_name": FieldNote(
            "Makes it stay while nobody reads.", fallback: "none: an ephemeral one",
            risk: "With inactive_threshold it is deleted when idle all the same. Random names leave dead ones behind."),
        "description": FieldNote("For people, up to 4 KiB."),
        "deliver_policy": FieldNote(
            "Where it begins.", movesAlong: "opt_start_seq, opt_start_time; last_per_subject needs a filter, workqueue all"),
        "opt_start_seq": FieldNote("The first sequence to deliver.", movesAlong: "deliver_policy by_start_sequence"),
        "opt_start_time": FieldNote("Deliver what was stored from this time on.", movesAlong: "deliver_policy by_start_time"),
        "ack_policy": FieldNote(
            "Whether each message is acknowledged (explicit), one for all before it (all), or none.",
            fallback: "none at the API; clients usually ask for explicit",
            movesAlong: "ack_wait, max_deliver, max_ack_pending count only with acknowledgements",
            risk: "none: what a worker had when it died is lost. all: one worker acknowledges what others still have."),
        "ack_wait": FieldNote(
            "How long a message may stay unacknowledged before it comes again.",
            fallback: "30 s; backoff's first step where there is one",
            movesAlong: "backoff overrides it",
            risk: "Too short: work is done twice. Lowered with messages in flight: they come again at once."),
        "max_deliver": FieldNote(
            "How often a message is delivered at most.", movesAlong: "must exceed the steps of backoff",
            risk: "After the last time it is skipped for ever; it stays in the stream and only an advisory tells. Lowered with "
                + "messages in flight: they never come again."),
        "backoff": FieldNote("Waits between redeliveries, instead of ack_wait.", movesAlong: "ack_wait, max_deliver"),
        "filter_subject": FieldNote(
            "Which of the stream's subjects it gets.", movesAlong: "not together with filter_subjects",
            risk:
                "One that matches nothing is accepted and starves. Narrowed on an interest stream: what nobody wants any more is "
                + "deleted at once."),
        "filter_subjects": FieldNote(
            "Several filters that do not overlap.", movesAlong: "not together with filter_subject",
            risk: "Hundreds are slow: a better subject design needs fewer."),
        "replay_policy": FieldNote("instant, or in the rhythm in which messages were stored (original)."),
        "rate_limit_bps": FieldNote("Bits a second at most, for push consumers."),
        "sample_freq": FieldNote("Percentage of acknowledgements that are told as metrics."),
        "max_waiting": FieldNote("Open pull requests at most."),
        "max_ack_pending": FieldNote(
            "Delivered and unacknowledged messages at most: then delivery stops.",
            movesAlong: "limits of stream, account and server",
            risk: "-1: memory and storms of redeliveries. 1: strict order, one at a time."),
        "flow_control": FieldNote("The server waits for a slow push subscriber.", movesAlong: "needs idle_heartbeat"),
        "idle_heartbeat": FieldNote("A push consumer says this often that it is alive.", movesAlong: "flow_control"),
        "headers_only": FieldNote("Leaves payloads out; Nats-Msg-Size tells their sizes."),
        "max_batch": FieldNote("Messages one pull may ask for."),
        "max_expires": FieldNote("How long one pull may wait."),
        "max_bytes": FieldNote("Bytes one pull may ask for."),
        "deliver_subject": FieldNote(
            "Makes it a push consumer, delivering there.", editing: "while nobody is subscribed; push and pull never change",
            risk: "Changed: everything pending is delivered again."),
        "deliver_group": FieldNote("Queue group of a push consumer's subscribers."),
        "inactive_threshold": FieldNote(
            "Deleted after so long without a reader.", fallback: "5 s for an ephemeral one, never for a durable one",
            risk: "Set on a durable consumer, it deletes that too, with its position."),
        "num_replicas": FieldNote(
            "Copies of its position; 0: the stream's.", fallback: "0; an ephemeral one of a limits stream has one copy",
            movesAlong: "not above the stream's; on interest and workqueue the stream's",
            risk: "1 on a replicated stream: the position dies with one server."),
        "mem_storage": FieldNote(
            "Keeps the position in memory.",
            risk: "After a restart of its servers a durable consumer is gone or delivers everything again."),
        "pause_until": FieldNote(
            "Delivers nothing until then.",
            editing: "at creation; later by pausing and resuming alone: an update is accepted and leaves it as it is",
            risk: "One far away is forgotten easily: nothing is delivered, without a word."),
        "priority_groups": FieldNote("Names of groups that pulls can belong to.", movesAlong: "priority_policy"),
        "priority_policy": FieldNote(
            "Which group's pulls are served: overflow (2.11), one pinned client (2.11), by priority (2.12).",
            fallback: "none", movesAlong: "priority_groups"),
        "priority_timeout": FieldNote(
            "After so long without a pull a pinned client loses its pin.", fallback: "2 minutes with pinned_client",
            movesAlong: "priority_policy pinned_client"),
        "metadata": FieldNote("Names and texts of your own, up to 128 KiB; what begins with _nats. is the server's."),
    ]
}
