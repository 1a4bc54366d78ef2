extension Guide {
    static let decisionTree = Guide(
        name: "decision-tree", title: "Which primitive for what",
        about: "Core messages, streams, keys, objects, services: how to choose.",
        text: """
            # Which primitive for what

            Begin at the top; take the first that fits.

            1. **Somebody asks and waits for an answer?** Request and reply over core NATS; as a micro service if several
               instances share the work or people want to see its statistics. No stream: an old question needs no answer.
            2. **Only those who listen right now matter** (live prices, presence, cache invalidation)? Core publish and
               subscribe. At most once, no storage. A queue group shares the messages among workers.
            3. **It must not be lost, or is wanted again later?** A stream, file storage, with a limit (`max_age` or
               `max_bytes`).
               - Several kinds of readers, replay, audit: retention `limits` (the default). Each reader is a consumer.
               - A list of jobs, each done once by one of many: retention `workqueue`, one pull consumer that all workers share,
                 or one for each part of the subjects. It is gone when it is acknowledged.
               - Kept until everybody who subscribed has it: `interest`. Make the consumers first: without a matching one each
                 message is acknowledged and dropped.
            4. **The current value of something** (configuration, session, state of a device)? A key-value bucket, derived from
               events where there are any. `history` for a few old values, `ttl` for what ages, compare-and-set (`kv_update`)
               for concurrent writers. Values up to some kilobytes; watched, not polled.
            5. **Files, models, pictures, anything above a message's size?** An object bucket. Chunked, verified by digest,
               replaced as a whole. Not for many tiny things: each read makes a consumer.
            6. **A number many add to?** A counter stream (`allow_msg_counter`, 2.12): `counter_add`, no read-modify-write.
            7. **Later, or again and again?** Message schedules (`allow_msg_schedules`, 2.12; cron and intervals 2.14).
            8. **Several messages or none?** An atomic batch (`allow_atomic`, 2.12, up to 1000): `publish_batch`.

            ## Which consumer

            | wanted | consumer |
            |---|---|
            | workers that share jobs | durable, pull, explicit acknowledgement |
            | one program's projection or view | ordered (ephemeral, no acknowledgements), rebuilt at every start |
            | a projection that remembers where it was | durable, pull, explicit; one worker for strict order |
            | a single message or the last of a subject | none: a direct get (`stream_get`, `kv_get`) |
            | a look at a queue without taking | none: `consumer_next` peeks, `stream_view` reads |
            | a standby that takes over | priority group, pinned client (2.11) |
            | spill-over to another region | priority group, overflow (2.11) |

            ## Which copy

            - **Read elsewhere, same messages:** a mirror. Read only, same sequences; it can be promoted once (2.12).
            - **Several origins into one, or a filtered part:** sources. New sequences, own subjects.
            - **Another site that works without the first:** a leafnode with its own domain and mirrors or sources between them.
            - **Plain subscribers want what is stored:** `republish`.
            - **Disaster:** backups besides all that; replicas copy mistakes within milliseconds.

            ## Not

            Streams as a database one edits; a bucket as a queue (nobody acknowledges) or a lock manager without compare-and-set
            and expiry; a stream for each user; requests through streams; polling a key; a consumer made for each message.
            """)
}
