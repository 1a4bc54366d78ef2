extension Guide {
    static let subjects = Guide(
        name: "subjects", title: "Designing subjects",
        about: "Hierarchies, filters, what not to do.",
        text: """
            # Designing subjects

            A subject is a list of tokens joined by dots: `orders.eu.1234.paid`. Subscribers and consumers choose with `*` (one
            token) and `>` (one or more, at the end). Subjects are cheap; the design is what costs later.

            ## Rules

            - **General to particular.** Domain, then what routes (region, tenant), then the entity, then what happened to it.
              What people filter by most stands first: `orders.*.*.paid` works, but prefixes are what streams, permissions and
              imports take.
            - **Always the same number of tokens** for one kind of message. A token that may be missing breaks every filter
              behind it.
            - **The identity of the entity is a token of its own.** Then its messages are ordered, `max_msgs_per_subject` keeps
              the last state of each, a consumer can follow one, and a compare-and-set (`Nats-Expected-Last-Subject-Sequence`)
              guards it.
            - **Names, not data.** Tokens are letters, digits, hyphens and underscores; no spaces, no wildcards. Times, amounts
              and texts belong into the payload. Case matters; choose lower case.
            - **Short.** Each message carries it and each stream indexes it; keep the whole well below 256 bytes.
            - **Versions late.** A new meaning gets a new event type or a new last token; do not move the whole tree to `v2`.
            - **Separate what is stored from what is asked.** Events (`orders.…`) go into streams; requests (`svc.orders.get`)
              have a responder. A stream that covers a service's subject answers every requester with its own acknowledgement.

            ## Streams take subjects

            - Each subject belongs to one stream at most: overlapping is refused (10065). `stream_find` shows who takes one.
            - Take `orders.>`, not `>` nor `*.>`: those swallow replies, buckets (`$KV.>`, `$O.>`) and other teams' subjects.
            - Wanting a part of a stream elsewhere: a second stream that sources it with a filter, not a second stream on the
              same subjects.
            - Taking a subject out of a stream is felt at once: publishers get "no responders" (503).

            ## Numbers

            - Up to 100,000 distinct subjects in one stream are harmless, above a million lists and filtered reads become slow
              and the index costs memory. `stream_subjects` shows them with counts.
            - A consumer with more than about 100 filters is a sign that the tokens stand in the wrong order; 300 is trouble.
            - Wildcards in the middle of high-cardinality trees are the slow ones. Put what varies most last.

            ## Mapping

            The server can rename: account mappings (also by weight, for canaries), `subject_transform` of a stream, transforms
            of sources. Deterministic partitions: `{{partition(8,1)}}` makes a token of a hash of another, so that eight
            consumers share the work and each entity stays with one of them. What is renamed is stored under the new name:
            filters of consumers see only that.

            ## Reserved

            `$JS.`, `$SYS.`, `$KV.`, `$O.`, `_INBOX.` and what begins with `$` belong to the system. Applications do not publish
            there; operators do it through tools that know the rules.
            """)
}
