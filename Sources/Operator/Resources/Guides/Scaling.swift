extension Guide {
    static let scaling = Guide(
        name: "scaling", title: "Scaling",
        about: "Numbers that hold, what grows first, how to spread.",
        text: """
            # Scaling

            Measure first: `stream_state`, `consumer_list`, `account_info`, `server_info`. Numbers below are rules of thumb of
            the community and of the server's own audit; where one is a hard limit it says so.

            ## Numbers

            | what | good | look into it |
            |---|---|---|
            | consumers of a stream | tens | 1000 is a hard default since 2.15 (10026); `max_consumers` raises it |
            | filters of a consumer | a few | above 100; 300 is unstable |
            | distinct subjects of a stream | up to 100,000 | above 1,000,000 |
            | replicated streams and consumers on a server | hundreds | above 1000 (each is a Raft group) |
            | message size | kilobytes | above 1 MiB: an object bucket; the server warns above 8 MiB |
            | a key's value | below 64 KiB | above 1 MiB |
            | replicas | 3 | 2 and 4 never; 5 for what must survive two losses |
            | `max_ack_pending` | 1000 (default) | workers idle while messages wait |
            | `duplicate_window` | 2 minutes (default) | above 10 minutes it costs memory for each id |

            ## What grows first

            - **Latency of publishing** with R3: one round trip to a follower. Publish asynchronously, or in batches (2.14 fast
              ingest, `allow_batched`), and keep some thousand in flight; do not wait for each acknowledgement.
            - **One stream's leader** is one server's work. More throughput: more streams by partition
              (`{{partition(n,token)}}`), so that leaders spread. More readers: mirrors and direct reads from replicas
              (`allow_direct`).
            - **Consumers**: each durable one on R3 is a Raft group. Many short-lived clients use ordered (ephemeral) ones, or
              share one durable by pulling from it. Names with random parts leave thousands of dead ones: set
              `inactive_threshold` on ephemerals.
            - **Workers behind**: see nats://guide/decision-tree. Pending grows and `ack_pending` is at its limit: workers are
              slow or stuck. Pending grows and `ack_pending` is low: too few pulls. More workers on the same consumer, then
              partitions.
            - **Requests to the API**: creating and asking for infos goes through leaders; at 10,000 requests in flight they are
              dropped. Applications do not ask for infos in a loop, nor check before they create.
            - **Storage**: every stream has a limit, and the account too. `max_bytes` is reserved: sum of all against the disk.
            - **Connections**: reconnect storms after a restart. Clients spread servers at random with jitter; lame duck mode
              before stopping a server; wait until its health is good before the next.

            ## Spreading

            - **Cluster**: three or five servers with JetStream in one region. More servers for more streams, not for more
              copies of each; `placement` by tags.
            - **Super-cluster** (gateways): regions share subjects, each stream lives in one of them; mirrors for local reads.
            - **Leafnodes**: sites and tenants with a life of their own (nats://guide/leafnodes).
            - **Accounts**: the unit of limits; a noisy neighbour becomes a number.

            ## Changing a live system

            - Scaling replicas or moving copies all data. One stream at a time, nothing else under way, watch the lag. Placement
              and replicas are two updates (10123).
            - Consumers are added before publishers grow, not after.
            - A stream's storage kind never changes; a new stream that sources the old one does (see the prompt plan_migration).
            - Test with the real payload and the real number of subjects: averages hide what the index costs.
            """)
}
