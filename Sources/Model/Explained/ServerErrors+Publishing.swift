extension ServerErrors {
    /// Of messages: what publishers and readers get.
    static let publishing: [ServerError] = [
        .init(10037, 404, "no_message_found", "There is no such message: deleted, expired, purged or never stored."),
        .init(10054, 400, "stream_message_exceeds_maximum", "The message is larger than `max_msg_size`."),
        .init(10060, 400, "stream_not_match", "Another stream took the message than the one expected (`Nats-Expected-Stream`)."),
        .init(10063, 503, "stream_sequence_not_match", "The stream was not ready to compare sequences."),
        .init(10070, 400, "stream_wrong_last_msg_id", "Somebody wrote meanwhile: the last message has another id."),
        .init(
            10071, 400, "stream_wrong_last_sequence", "Somebody wrote meanwhile: the sequence expected is not the last one.",
            "Read again, decide again, write with the new revision. Never retry with the check left out."),
        .init(
            10077, 503, "stream_store_failed",
            "The message was not stored: the stream is full and has `discard` new, or its disk fails; the text says which.",
            "stream_state shows how full it is. Raise the limit, or let consumers catch up; discard old would lose the oldest."),
        .init(10097, 400, "stream_header_exceeds_maximum", "Headers above 64 KiB."),
        .init(10111, 500, "stream_rollup_failed", "A roll-up was refused: `allow_rollup_hdrs` is off."),
        .init(10158, 409, "stream_duplicate_message_conflict", "A message of the same `Nats-Msg-Id` is being stored."),
        .init(10163, 503, "stream_expected_last_seq_per_subject_not_ready", "The subject's last sequence is not known yet."),
        .init(
            10164, 400, "stream_wrong_last_sequence_constant",
            "Somebody wrote meanwhile: the sequence expected is not the last one.",
            "Read again, decide again, write with the new revision."),
        .init(10165, 400, "message_ttl_invalid", "`Nats-TTL` must be whole seconds from 1s up, or never."),
        .init(10166, 400, "message_ttl_disabled", "The stream does not take `Nats-TTL`: `allow_msg_ttl` is off."),
        .init(
            10167, 429, "stream_too_many_requests", "Publishers are faster than the stream: it refused this message.",
            "Slow down, wait for acknowledgements, send again."),
        .init(10168, 400, "message_incr_disabled", "The stream has no counters: `allow_msg_counter` is off."),
        .init(10169, 400, "message_incr_missing", "A counter stream takes only messages with `Nats-Incr`."),
        .init(10170, 400, "message_incr_payload", "A counter's message must have no payload."),
        .init(10171, 400, "message_incr_invalid", "`Nats-Incr` must be a whole number, such as +1 or -5."),
        .init(10172, 400, "message_counter_broken", "The last message of this counter is none."),
        .init(10174, 400, "atomic_publish_disabled", "The stream takes no atomic batches: `allow_atomic` is off."),
        .init(10175, 400, "atomic_publish_missing_seq", "A message of a batch lacks `Nats-Batch-Sequence`."),
        .init(10176, 400, "atomic_publish_incomplete_batch", "A message of the batch is missing, or it took longer than 10 s."),
        .init(10177, 400, "atomic_publish_unsupported_header_batch", "A header is not allowed in a batch; the text names it."),
        .init(10179, 400, "atomic_publish_invalid_batch_id", "`Nats-Batch-Id` must have 1 to 64 characters."),
        .init(10180, 412, "stream_min_last_seq", "This replica is behind the sequence that was asked for at least."),
        .init(10188, 400, "message_schedules_disabled", "The stream takes no schedules: `allow_msg_schedules` is off."),
        .init(10189, 400, "message_schedules_pattern_invalid", "`Nats-Schedule` is not of a kind this server knows."),
        .init(
            10190, 400, "message_schedules_target_invalid", "`Nats-Schedule-Target` must be another subject of the same stream."),
        .init(10191, 400, "message_schedules_ttl_invalid", "`Nats-Schedule-TTL` is not valid."),
        .init(10192, 400, "message_schedules_rollup_invalid", "`Nats-Schedule-Rollup` is not valid."),
        .init(10193, 400, "stream_expected_last_seq_per_subject_invalid", "A subject to compare is given without the sequence."),
        .init(10199, 400, "atomic_publish_too_large_batch", "More than 1000 messages in one batch."),
        .init(10200, 400, "atomic_publish_invalid_batch_commit", "`Nats-Batch-Commit` is not valid."),
        .init(
            10201, 400, "atomic_publish_contains_duplicate_message", "Two messages of the batch, or one stored, have the same id."
        ),
        .init(10203, 400, "message_schedules_source_invalid", "`Nats-Schedule-Source` is not valid."),
        .init(10205, 400, "batch_publish_disabled", "The stream takes no fast batches: `allow_batched` is off."),
        .init(10206, 400, "batch_publish_invalid_pattern", "The reply subject of a fast batch is not built as it must be."),
        .init(10207, 400, "batch_publish_invalid_batch_id", "The id of a fast batch is not valid."),
        .init(10208, 400, "batch_publish_unknown_batch_id", "The server knows no such fast batch: begin it anew."),
        .init(10210, 429, "atomic_publish_too_many_inflight", "Too many open batches: 50 a stream, 1000 a server."),
        .init(10211, 429, "batch_publish_too_many_inflight", "Too many open fast batches."),
        .init(10212, 400, "message_schedules_scheduler_invalid", "`Nats-Scheduler` is set by the server alone."),
        .init(10223, 400, "message_schedules_time_zone_invalid", "`Nats-Schedule-Time-Zone` is none the server knows."),
        .init(10227, 400, "source_header_forged", "`Nats-Stream-Source` is set by the server alone (2.15)."),
    ]
}
