extension Guide {
    static let events = Guide(
        name: "events", title: "Events",
        about: "The envelope, arguments or changes, idempotence, corrections.",
        text: """
            # Events

            An event says that something happened: past tense, one fact, never changed afterwards. A command asks for something
            and may be refused; it is a request, or a job in a work queue. Mixing both in one subject tree makes replay
            dangerous.

            ## The envelope

            ```json
            {"id": "0198c5f0-7c11-7cc3-9d2e-0242ac120002", "type": "order.paid", "timestamp": "2026-01-31T12:00:00Z",
             "tags": ["eu"], "data": {"order": "1234", "amount": 1999, "currency": "EUR"},
             "metadata": {"correlationId": "…", "causationId": "…"}}
            ```

            - `id`: a UUIDv7, which sorts by time, made once by whoever states the fact. The same id goes into `Nats-Msg-Id`, so
              that a retry within `duplicate_window` (2 minutes by default) is acknowledged and not stored twice.
            - `type`: what happened, also the last token of the subject (`orders.eu.1234.paid`).
            - `timestamp`: when it happened, RFC 3339 in UTC; the stream's own time says when it was stored.
            - `correlationId`: the whole business process; the same on all its messages. `causationId`: the id of the message
              that led to this one. Also as headers `Correlation-Id` and `Causation-Id`, so that one can follow them without
              reading payloads.
            - `tags`: few words to select by. `data`: what the fact is about.

            `publish` with `event` builds it, with ids and headers.

            ## Arguments or changes

            Two ways to say what happened; choose one for each type and stay with it.

            - **Arguments**: what was decided (`{"order": "1234", "discount": 10}`). Small, full of meaning; readers compute the
              state and need the same code forever. Right inside one domain.
            - **Changes**: the values that result (`{"order": "1234", "total": {"from": 1999, "to": 1799}}`). Larger; readers
              need no logic. Right between domains and teams, and for projections others build.

            Never whole objects without saying what changed: readers must compare, and two writers overwrite each other.

            ## Order and conflicts

            - Order holds within a stream, and within it for a subject. So: one subject for each entity.
            - Two writers: publish with `Nats-Expected-Last-Subject-Sequence`. Whoever is late gets `wrong_revision` (10071 or
              10164), reads again and decides again.
            - Several facts that belong together: one event that says all, or an atomic batch (2.12).

            ## Reading

            - At least once: the effect must bear a second delivery. Keep the last sequence handled beside the effect, in one
              transaction, or make the effect an upsert.
            - Acknowledge when the effect is safe. Say `nak` with a delay for what may pass, `term` for what never will, and
              keep what was given up: after `max_deliver` nobody sees it any more, an advisory tells once.
            - A projection (bucket, table) can be thrown away and built anew from sequence 1. If it cannot, it is not a
              projection.

            ## Corrections

            A wrong event is followed by a right one (`order.payment-corrected`) that names its id. Deleting messages by hand
            tears holes for every reader that comes later. Personal data that must go: encrypt it per person and throw the key
            away, or give such messages a TTL.
            """)
}
