extension Guide {
    static let durability = Guide(
        name: "durability", title: "Durability",
        about: "What an acknowledgement means, what was found, what to do.",
        text: """
            # Durability

            ## What an acknowledgement means

            - **R1**: the one server has taken the message: written to the operating system, forced to disk later
              (`sync_interval`, 2 minutes by default). A crash of the process loses nothing; a crash of the machine or a power
              cut can lose the last minutes.
            - **R3**: the leader and one more have it in their Raft logs. The loss of one machine loses nothing. The same
              defaults hold on each of them: if two lose power within the same interval, acknowledged messages can be gone.
            - **R5** survives two. R2 and R4 survive no more than R1 and R3, and stop earlier: majorities count.
            - `persist_mode` async acknowledges before writing, for that stream also against `sync_interval: always`.
            - `no_ack` streams and core NATS promise nothing.
            - Memory storage: gone with a restart, with one replica the stream itself too.

            So an acknowledged message is replicated, not by default on disk: say "not durable against a common power loss", not
            "not durable".

            ## What independent tests found

            Jepsen looked at 2.12.1 in December 2025. In short, with what became of it:

            - The lazy fsync above loses acknowledged writes when power fails in the whole cluster, and a single machine's crash
              together with pauses or partitions can leave replicas that disagree for good. By design; documented; unchanged in
              2.15.
            - A few process kills made streams vanish in 2.10.20 to 2.10.22: fixed in 2.10.23.
            - Single damaged bits or truncated files on a minority of servers made records unreadable or replicas disagree. Many
              fixes followed; since 2.14 a stream with write errors freezes and says so in the server's health. No statement
              says that damage on a minority always heals.
            - A damaged snapshot of the metadata could make a server take a stream for an orphan and delete its copy. Fixes
              followed, not all confirmed.
            - Removing and adding peers under faults lost data; one at a time is enforced since 2.12.3, and 2.15 reworked it.

            Run a recent patch release: these fixes are spread over 2.10.23 to 2.15.

            ## What to do

            - What must survive a power cut: `sync_interval: always` on those servers (measure: it costs throughput), or
              replicas whose power and storage fail independently, in three zones. Write down which of the two you chose.
            - `store_dir` on a real disk, never below /tmp; check with `server_info` and the operating system.
            - Three servers or five; placement spreads replicas by tags.
            - A machine that crashed comes back alone only after the others have caught up; when in doubt take the peer out,
              wipe it and let it copy anew.
            - Never change members while a replica lags or another change is under way. `stream_info` shows lag and leader.
            - Watch `lost` in a stream's state: blocks that could not be read. Restore the replica, or the stream from a backup.
            - Backups outside the cluster, restored once in a while to see that it works. A mirror in another domain is no
              backup: purges and expiries differ, mistakes travel.
            - Publishers wait for acknowledgements, retry with the same `Nats-Msg-Id` within `duplicate_window`, and count what
              stays unknown.

            ## Limits delete, too

            Most lost data was deleted as configured: a lowered `max_msgs`, `max_bytes` or `max_age` deletes within a second;
            retention changed to `interest` deletes what no consumer waits for; `discard` old drops the oldest silently.
            `deny_delete` and `deny_purge` protect from none of that. The guard counts the loss before such a change.
            """)
}
