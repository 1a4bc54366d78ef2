/// Facts about the fields of a stream's configuration (nats-server 2.15.1).
enum StreamFieldNotes {
    static let notes: [String: FieldNote] = [
        "description": FieldNote("For people, up to 4 KiB: the place to say why something differs from its default."),
        "subjects": FieldNote(
            "What the stream takes. No subject may belong to two streams.", fallback: "the stream's own name",
            movesAlong: "filters of consumers, mirrors' and sources' filters",
            risk: "A subject taken out: publishers get no answer (503) at once, its consumers starve, stored messages stay. "
                + "One that covers a live service: requesters get the stream's acknowledgement instead of the answer."),
        "retention": FieldNote(
            "When a message goes: by limits, when every consumer has acknowledged it (interest), or when one has (workqueue).",
            editing: "limits and interest into each other; nothing to or from workqueue",
            movesAlong: "consumers: on interest and workqueue they have the stream's replicas, workqueue wants explicit acks",
            risk: "limits to interest deletes at once whatever no consumer waits for, whatever deny_delete and deny_purge say. "
                + "On interest without a matching consumer each publish is acknowledged and dropped."),
        "storage": FieldNote(
            "Where messages are.", movesAlong: "persist_mode",
            risk:
                "memory: a stream with one replica is gone, configuration and all, when its server restarts. To change it: "
                + "a new stream that sources this one."),
        "num_replicas": FieldNote(
            "Copies, on that many servers: 1, 3 or 5.", movesAlong: "consumers with num_replicas 0 or with interest",
            risk:
                "1 survives no loss of a server. 2 and 4 tolerate no more than 1 and 3 and cost more. Not along with placement "
                + "(10123)."),
        "max_msgs": FieldNote(
            "Messages at most.",
            risk: "Lowered: the oldest go at once (discard old), or publishers are refused (discard new)."),
        "max_bytes": FieldNote(
            "Bytes at most, reserved from the account's storage.",
            risk: "Lowered: the oldest go at once (discard old). Without it, or another limit, a stream may fill the disk of all."
        ),
        "max_age": FieldNote(
            "How long messages stay; 0 for ever.", movesAlong: "duplicate_window, which must not be longer",
            risk: "Lowered: what is older is gone within a second, whatever discard says."),
        "max_msgs_per_subject": FieldNote(
            "Messages kept of each subject; the history of a key-value bucket.", movesAlong: "discard_new_per_subject",
            risk: "Lowered: older ones of each subject go at once, with discard new too."),
        "max_msg_size": FieldNote(
            "The largest message taken, headers included; the server's `max_payload` binds in any case.",
            risk: "Lowered: publishers of larger ones are refused (10054); stored ones stay."),
        "max_consumers": FieldNote(
            "Consumers at most. Since 2.15 -1 means the server's `default_max_consumers`, 1000.",
            risk: "At the limit no consumer can be made (10026). Lowering it below what is there keeps those."),
        "discard": FieldNote(
            "What happens at a limit: the oldest message goes (old), or the new one is refused (new).",
            movesAlong: "discard_new_per_subject",
            risk: "old loses silently; new fails publishers with 10077. new protects from lowering max_msgs and max_bytes only. "
                + "Not with counters or schedules."),
        "discard_new_per_subject": FieldNote(
            "Refuses what would exceed max_msgs_per_subject.",
            movesAlong: "needs discard new and max_msgs_per_subject above 0"),
        "duplicate_window": FieldNote(
            "How long a Nats-Msg-Id is remembered: a second message with it is acknowledged and not stored.",
            fallback: "2 minutes, or max_age where that is shorter; none on mirrors and with sources",
            movesAlong: "max_age, which must not be shorter",
            risk: "Lowered: slow retries are stored twice. Hours of it cost memory for each id."),
        "compression": FieldNote(
            "s2 compresses what is stored from now on: CPU for disk.",
            risk: "Old blocks stay as they are until they are compacted."),
        "placement": FieldNote(
            "On which cluster and servers (tags) the stream lives.",
            risk: "Changed: the stream moves, all of its data over the net. "
                + "A single server takes any tag and says nothing."),
        "mirror": FieldNote(
            "Makes it a copy of one other stream, read only.",
            editing: "can only be removed, once and for all (2.12 and newer)",
            movesAlong: "subjects, sources, first_seq, counters, batches, schedules: none of them with a mirror",
            risk: "Removed: copying ends, and it becomes a stream that takes its own name as subject unless subjects are given. "
                + "What is deleted from a mirror never comes back."),
        "sources": FieldNote(
            "Other streams whose messages it takes in as well.", movesAlong: "no schedules; filters must not overlap",
            risk: "Removed: no more comes in. Added again it goes on; another filter or transform is another source. In a "
                + "key-value bucket a source needs a transform to its own subjects."),
        "subject_transform": FieldNote(
            "Renames subjects before messages are stored.", movesAlong: "filters of consumers see the new names",
            risk: "Only new messages change; consumers filtering by the old name see nothing more."),
        "republish": FieldNote(
            "Publishes each stored message again, for plain subscribers.",
            movesAlong: "dest must not be a subject the stream takes",
            risk: "Loops between streams multiply: one message became 250 within a second."),
        "consumer_limits": FieldNote(
            "Default and ceiling of inactive_threshold and max_ack_pending for its consumers.",
            movesAlong: "existing consumers must be within it (10069)",
            risk: "inactive_threshold makes durable consumers mortal: they are deleted when idle."),
        "allow_direct": FieldNote(
            "Single messages and keys may be read from any replica, fast.", fallback: "false; clients set it for buckets",
            movesAlong: "mirror_direct of its mirrors", risk: "A replica may lag. Switched off: direct readers get 503."),
        "mirror_direct": FieldNote(
            "Lets a mirror answer direct reads for its origin.", risk: "Answers may lag behind the origin."),
        "allow_rollup_hdrs": FieldNote(
            "A message with Nats-Rollup replaces all before it, of its subject or of the stream; buckets need it.",
            editing: "both ways",
            movesAlong: "not with deny_purge; turned on by allow_msg_schedules and subject_delete_marker_ttl",
            risk: "Whoever may publish can erase: Nats-Rollup: all empties the stream."),
        "deny_delete": FieldNote(
            "Single messages cannot be deleted through the API.",
            risk: "No protection from limits, retention or deletion of the stream."),
        "deny_purge": FieldNote(
            "The stream cannot be purged.", movesAlong: "not with allow_rollup_hdrs",
            risk: "No protection from limits, retention or deletion of the stream."),
        "sealed": FieldNote(
            "Nothing can be added, changed or removed any more.", editing: "an update can set it, nothing takes it back",
            movesAlong: "max_age 0, discard new, deny_delete, deny_purge, no roll-ups",
            risk: "The stream can still be deleted as a whole."),
        "no_ack": FieldNote(
            "Publishers get no acknowledgement.",
            risk: "Nobody knows whether a message was stored; JetStream publishers time out."),
        "first_seq": FieldNote(
            "The first message's sequence in a new stream.", editing: "an update is accepted and does nothing"),
        "allow_msg_ttl": FieldNote(
            "Messages may carry Nats-TTL and go after that time.", movesAlong: "turned on by subject_delete_marker_ttl",
            risk: "A server older than 2.11 cannot run the stream: after a downgrade it is offline."),
        "subject_delete_marker_ttl": FieldNote(
            "When the last message of a subject has gone by its age, a marker says so for this long; 1 s at least.",
            movesAlong: "turns on allow_msg_ttl and allow_rollup_hdrs, turns off deny_purge"),
        "allow_msg_counter": FieldNote(
            "Each subject is a counter: messages carry Nats-Incr, the stream adds up.",
            movesAlong: "not with discard new, TTL, schedules, other retention than limits",
            risk: "Plain messages are refused (10169)."),
        "allow_atomic": FieldNote(
            "Batches of up to 1000 messages, all stored or none.", movesAlong: "not with persist_mode async, not on a mirror",
            risk: "Switched off: open batches are dropped."),
        "allow_msg_schedules": FieldNote(
            "Messages may say when they are to be sent (Nats-Schedule).",
            movesAlong: "turns on allow_rollup_hdrs, turns off deny_purge; not with discard new, counters, mirror, sources"),
        "persist_mode": FieldNote(
            "async acknowledges before the message is written.", fallback: "default",
            movesAlong: "async only with file storage, one replica, no allow_atomic",
            risk: "async overrides sync_interval always for this stream and can never be replicated."),
        "allow_batched": FieldNote(
            "Fast ingest: publishers send many messages and get acknowledgements for some.", movesAlong: "not on a mirror"),
        "metadata": FieldNote(
            "Names and texts of your own, up to 128 KiB; what begins with _nats. is the server's.",
            risk: "Left out of an update it is erased, like every field. A client that declares the stream without it is refused "
                + "(10058)."),
    ]
}
