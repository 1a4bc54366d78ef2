/// The fields of a consumer's configuration that can be set (nats-server 2.15, `CONSUMER.CREATE`).
public enum ConsumerFields {
    public static let all: [ConfigurationField] = [
        .init("durable_name", .text, .never),
        .init("description", .text),
        .init("deliver_policy", .choice(deliver), .never),
        .init("opt_start_seq", .number, .never),
        .init("opt_start_time", .time, .never),
        .init("ack_policy", .choice(["explicit", "all", "none", "flow_control"]), .never),
        .init("ack_wait", .duration),
        .init("max_deliver", .number),
        .init("backoff", .durations),
        .init("filter_subject", .text),
        .init("filter_subjects", .texts, since: (2, 10)),
        .init("replay_policy", .choice(["instant", "original"]), .never),
        .init("rate_limit_bps", .number),
        .init("sample_freq", .text),
        .init("max_waiting", .number, .never),
        .init("max_ack_pending", .number),
        .init("flow_control", .flag, .never),
        .init("idle_heartbeat", .duration, .never),
        .init("headers_only", .flag),
        .init("max_batch", .number),
        .init("max_expires", .duration),
        .init("max_bytes", .size),
        .init("deliver_subject", .text),
        .init("deliver_group", .text),
        .init("inactive_threshold", .duration),
        .init("num_replicas", .number, aliases: ["replicas"]),
        .init("mem_storage", .flag, .never),
        .init("pause_until", .time, since: (2, 11)),
        .init("priority_groups", .texts, since: (2, 11)),
        .init("priority_policy", .choice(["none", "overflow", "pinned_client", "prioritized"]), since: (2, 11)),
        .init("priority_timeout", .duration, since: (2, 11)),
        .init("metadata", .metadata, since: (2, 10)),
    ]

    private static let deliver = [
        "all", "last", "new", "by_start_sequence", "by_start_time", "last_per_subject",
    ]
}
