extension Guide {
    static let leafnodes = Guide(
        name: "leafnodes", title: "Leafnodes and domains",
        about: "Edge sites, JetStream domains, what crosses and what does not.",
        text: """
            # Leafnodes and domains

            A leafnode is a server (a single one, or a cluster) that connects to another system as a client does and extends it:
            subjects flow both ways within the account it is bound to. It works alone when the line is down. Embedded servers,
            factories, vehicles, shops, laptops: this is their shape.

            ## What crosses

            - Messages for which the other side has interest, in the bound account. Permissions of the leafnode's user limit it
              (`deny_imports`, `deny_exports`, or the user's own).
            - Requests and their answers, so services on either side serve both. Queue groups prefer their own side.
            - Nothing else: accounts, users and limits are each side's own.

            ## JetStream needs a domain

            Give every JetStream its own `domain` in the server's `jetstream` block. Without one, a leaf and its hub take each
            other's API requests, or become one JetStream that is spread over the line.

            - The API of another domain is `$JS.<domain>.API.>`; clients say which (`--js-domain` here, or a context of its
              own). Each context of this program works with one domain: `operator_status` tells which.
            - Stream names are unique within a domain only: ORDERS at the hub and ORDERS at the leaf are two streams.
            - **The same subjects in both domains store each message twice**, and no server says a word. Keep local subjects
              local (a site's name as a token), or deny them on the leaf connection.
            - A domain's name never changes while others refer to it: clients, mirrors and sources that name the old one find
              nothing.

            ## Moving data

            - **Up (collect):** at the hub a stream with `sources`, each with `external.api` of one leaf's domain. It catches up
              after an outage by itself, from where it was. Each site has its own subjects, or a transform that adds its name.
            - **Down (distribute):** at the leaf a mirror of the hub's stream or bucket: reads are local, writes go to the
              origin.
            - **Buckets**: a mirror keeps the origin's keys; a source needs a transform from `$KV.<origin>.>` to
              `$KV.<bucket>.>`, else keys cannot be read.
            - Sequences of sourced messages are new, those of mirrors are the origin's. Times of sources are new as well.
            - A mirror whose origin was deleted stands still with lag 0: compare times, not lag alone.
            - Since 2.14 a source can use a durable consumer on the origin (`consumer`), which survives and also reads work
              queues.

            ## Operating it

            - The leaf retries by itself. Size the leaf's streams for the longest outage you must survive: `max_age` and
              `max_bytes` decide what is lost first.
            - An unreachable domain answers nothing: calls end with `timeout` or `jetstream_not_available`, not with "not
              found".
            - Round trips over the line cost: mirrors for reads, requests only for what must be asked.
            - TLS and a user of its own for each leaf; its account at the hub limited to what the site needs.
            - A leaf of a leaf works; loops of leafnodes are detected and refused.
            - Upgrade hubs before leaves; features of a stream are those of the server that holds it.
            """)
}
