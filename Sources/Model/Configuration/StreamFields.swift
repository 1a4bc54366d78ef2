/// The fields of a stream's configuration that can be set (nats-server 2.15, `STREAM.CREATE`).
public enum StreamFields {
    public static let all: [ConfigurationField] = [
        .init("description", .text),
        .init("subjects", .texts),
        .init("retention", .choice(["limits", "interest", "workqueue"])),
        .init("storage", .choice(["file", "memory"]), .never),
        .init("num_replicas", .number, aliases: ["replicas"]),
        .init("max_msgs", .number),
        .init("max_bytes", .size),
        .init("max_age", .duration),
        .init("max_msgs_per_subject", .number),
        .init("max_msg_size", .size),
        .init("max_consumers", .number),
        .init("discard", .choice(["old", "new"])),
        .init("discard_new_per_subject", .flag),
        .init("duplicate_window", .duration),
        .init("compression", .choice(["none", "s2"]), since: (2, 10)),
        .init("placement", .object(placement)),
        .init("mirror", .object(source)),
        .init("sources", .objects(source)),
        .init("subject_transform", .object(transform), since: (2, 10)),
        .init("republish", .object([.init("src", .text), .init("dest", .text), .init("headers_only", .flag)])),
        .init(
            "consumer_limits", .object([.init("inactive_threshold", .duration), .init("max_ack_pending", .number)]),
            since: (2, 10)),
        .init("allow_direct", .flag),
        .init("mirror_direct", .flag),
        .init("allow_rollup_hdrs", .flag, aliases: ["allow_rollup"]),
        .init("deny_delete", .flag, .oneWay),
        .init("deny_purge", .flag, .oneWay),
        .init("sealed", .flag, .oneWay),
        .init("no_ack", .flag),
        .init("first_seq", .number, .never, since: (2, 10)),
        .init("allow_msg_ttl", .flag, .oneWay, since: (2, 11)),
        .init("subject_delete_marker_ttl", .duration, since: (2, 11)),
        .init("allow_msg_counter", .flag, .never, since: (2, 12)),
        .init("allow_atomic", .flag, since: (2, 12)),
        .init("allow_msg_schedules", .flag, .oneWay, since: (2, 12)),
        .init("persist_mode", .choice(["default", "async"]), .never, since: (2, 12)),
        .init("allow_batched", .flag, since: (2, 14)),
        .init("metadata", .metadata, since: (2, 10)),
    ]

    private static let placement: [ConfigurationField] = [
        .init("cluster", .text), .init("tags", .texts), .init("preferred", .text),
    ]

    private static let transform: [ConfigurationField] = [.init("src", .text), .init("dest", .text)]

    static let source: [ConfigurationField] = [
        .init("name", .text), .init("opt_start_seq", .number), .init("opt_start_time", .time), .init("filter_subject", .text),
        .init("subject_transforms", .objects(transform), since: (2, 10)),
        .init("external", .object([.init("api", .text), .init("deliver", .text)])),
        .init("consumer", .object([.init("name", .text), .init("deliver_subject", .text)]), since: (2, 14)),
    ]
}
