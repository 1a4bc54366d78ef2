extension ServerErrors {
    /// Of streams and their configuration.
    static let streams: [ServerError] = [
        .init(
            10027, 400, "maximum_streams_limit", "The account has as many streams as it may.",
            "Often a stream for each entity: one stream with a subject for each entity serves better."),
        .init(10043, 400, "sequence_not_found", "There is no message of this sequence."),
        .init(10048, 500, "stream_assignment", "The cluster could not assign the stream; the text says why."),
        .init(10049, 500, "stream_create", "The stream could not be made; the text says why."),
        .init(10050, 500, "stream_delete", "The stream could not be deleted; the text says why."),
        .init(10051, 500, "stream_general_error", "The stream failed; the text says how."),
        .init(
            10052, 500, "stream_invalid_config", "The configuration is refused; the text says which field.",
            "Some fields never change (`storage`, work-queue retention), some only one way: explain FIELD tells."),
        .init(10053, 500, "stream_limits", "A limit of the account or server does not allow the stream; the text says which."),
        .init(10056, 400, "stream_mismatch", "The name in the subject and the one in the body differ."),
        .init(
            10057, 500, "stream_msg_delete_failed", "The message was not deleted, usually because `deny_delete` is set."),
        .init(
            10058, 400, "stream_name_exist", "A stream of this name exists with another configuration.",
            "A client declared it differently: stream_info shows what is there. Change it with an update, not a create."),
        .init(10059, 404, "stream_not_found", "There is no stream of this name in this account and domain."),
        .init(
            10065, 400, "stream_subject_overlap", "Another stream takes some of these subjects already.",
            "stream_find with the subject shows which one. Each subject belongs to one stream."),
        .init(
            10069, 500, "stream_update", "The update was refused; the text says why, such as consumers beyond new limits."),
        .init(10096, 500, "stream_invalid", "The stream is gone or closed on this server."),
        .init(10109, 400, "stream_sealed", "The stream is sealed: nothing in it changes any more. It can only be deleted."),
        .init(10110, 500, "stream_purge_failed", "The purge was refused, usually because `deny_purge` is set."),
        .init(
            10117, 500, "stream_info_max_subjects", "Too many subjects to list at once.",
            "stream_subjects pages through them; a narrower filter helps."),
        .init(10128, 400, "stream_name_contains_path_separators", "A stream's name must not have `/` or `\\` in it."),
        .init(10155, 400, "stream_transform_invalid_source", "`subject_transform.src` is no valid filter."),
        .init(10156, 400, "stream_transform_invalid_destination", "`subject_transform.dest` does not fit its source."),
        .init(10066, 500, "stream_template_create", "Stream templates are gone since 2.14."),
        .init(10067, 500, "stream_template_delete", "Stream templates are gone since 2.14."),
        .init(10068, 404, "stream_template_not_found", "Stream templates are gone since 2.14."),
        .init(10073, 400, "template_name_not_match_subject", "Stream templates are gone since 2.14."),
    ]

    /// Of mirrors and sources.
    static let origins: [ServerError] = [
        .init(10021, 400, "stream_external_api_overlap", "`external.api` overlaps a subject of the stream."),
        .init(10022, 400, "stream_external_del_prefix_overlaps", "`external.deliver` overlaps a subject of the stream."),
        .init(10024, 400, "stream_invalid_external_delivery_subj", "`external.deliver` must have no wildcards."),
        .init(10029, 500, "mirror_consumer_setup_failed", "The mirror's consumer on the origin could not be made."),
        .init(10030, 400, "mirror_max_message_size_too_big", "`max_msg_size` of the mirror is below its origin's."),
        .init(10031, 400, "mirror_with_sources", "A stream is a mirror or has sources, never both."),
        .init(10032, 400, "mirror_with_start_seq_and_time", "Give a start sequence or a start time, not both."),
        .init(10033, 400, "mirror_with_subject_filters", "This mirror cannot be filtered."),
        .init(10034, 400, "mirror_with_subjects", "A mirror has no subjects of its own: it takes its origin's messages."),
        .init(10045, 500, "source_consumer_setup_failed", "The source's consumer on the origin could not be made."),
        .init(10046, 400, "source_max_message_size_too_big", "`max_msg_size` is below that of a source."),
        .init(
            10055, 400, "stream_mirror_not_updatable", "A mirror's origin never changes.",
            "Since 2.12 `mirror` can be removed, once and for all, which makes a plain stream of it."),
        .init(10140, 400, "source_duplicate_detected", "The same origin with the same filter is a source twice."),
        .init(10141, 400, "source_invalid_stream_name", "A source's name is no stream name."),
        .init(10142, 400, "mirror_invalid_stream_name", "The mirror's origin is no stream name."),
        .init(10143, 400, "mirror_with_first_seq", "A mirror keeps its origin's sequences: `first_seq` does not go with it."),
        .init(10144, 400, "source_multiple_filters_not_allowed", "Give `filter_subject` or `subject_transforms`, not both."),
        .init(10145, 400, "source_invalid_subject_filter", "A source's transform has no valid `src`."),
        .init(10146, 400, "source_invalid_transform_destination", "A source's transform has a `dest` that does not fit."),
        .init(10147, 400, "source_overlapping_subject_filters", "Filters of a source overlap."),
        .init(10150, 400, "mirror_multiple_filters_not_allowed", "Give `filter_subject` or `subject_transforms`, not both."),
        .init(10151, 400, "mirror_invalid_subject_filter", "The mirror's transform has no valid `src`."),
        .init(10152, 400, "mirror_overlapping_subject_filters", "Filters of the mirror overlap."),
        .init(10154, 400, "mirror_invalid_transform_destination", "The mirror's transform has a `dest` that does not fit."),
        .init(10173, 400, "mirror_with_counters", "`allow_msg_counter` does not go with a mirror."),
        .init(10186, 400, "mirror_with_msg_schedules", "`allow_msg_schedules` does not go with a mirror."),
        .init(10187, 400, "source_with_msg_schedules", "`allow_msg_schedules` does not go with sources."),
        .init(10198, 400, "mirror_with_atomic_publish", "`allow_atomic` does not go with a mirror."),
        .init(10209, 400, "mirror_with_batch_publish", "`allow_batched` does not go with a mirror."),
        .init(10213, 400, "mirror_durable_consumer_cfg_invalid", "The mirror's `consumer` is not configured as it must be."),
        .init(10214, 400, "mirror_consumer_requires_ack_fc", "The mirror's `consumer` needs `ack_policy` flow_control."),
        .init(10215, 400, "source_durable_consumer_cfg_invalid", "A source's `consumer` is not configured as it must be."),
        .init(10216, 400, "source_durable_consumer_duplicate_detected", "Two sources name the same `consumer`."),
        .init(10217, 400, "source_consumer_requires_ack_fc", "A source's `consumer` needs `ack_policy` flow_control."),
    ]
}
