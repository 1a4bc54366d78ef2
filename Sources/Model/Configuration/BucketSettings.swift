/// The fields of buckets in the words of clients (ADR-8, ADR-20); those of their streams are taken for them too.
public enum BucketSettings {
    /// Of a key-value bucket.
    public static let keyValue: [ConfigurationField] =
        [
            .init("history", .number, aliases: ["max_msgs_per_subject"]),
            .init("max_value_size", .size, aliases: ["max_msg_size"]),
            .init("limit_marker_ttl", .duration, since: (2, 11), aliases: ["subject_delete_marker_ttl"]),
            .init("per_key_ttl", .flag, .oneWay, since: (2, 11), aliases: ["allow_msg_ttl"]),
            .init("mirror", .object(origin), .never),
            .init("mirror_domain", .text),
            .init("sources", .objects(origin), since: (2, 10), aliases: ["source"]),
            .init("republish", .object([.init("src", .text), .init("dest", .text), .init("headers_only", .flag)])),
            .init("republish_source", .text),
            .init("republish_destination", .text),
            .init("republish_headers", .flag),
            .init("allow_direct", .flag),
        ] + objects

    /// Of an object bucket.
    public static let objects: [ConfigurationField] = [
        .init("description", .text),
        .init("ttl", .duration, aliases: ["max_age"]),
        .init("max_bucket_size", .size, aliases: ["max_bytes"]),
        .init("storage", .choice(["file", "memory"]), .never),
        .init("replicas", .number, aliases: ["num_replicas"]),
        .init("compress", .flag, since: (2, 10)),
        .init("compression", .choice(["none", "s2"]), since: (2, 10)),
        .init("placement", .object([.init("cluster", .text), .init("tags", .texts)])),
        .init("cluster", .text),
        .init("tags", .texts),
        .init("metadata", .metadata, since: (2, 10)),
    ]

    /// Another bucket, also one in another domain.
    private static let origin: [ConfigurationField] = StreamFields.source + [.init("domain", .text)]
}
