import JSON

/// Settings of key-value and object buckets, which are streams with fixed rules.
enum BucketFields {
    static let all: [ExplainedField] = [
        ExplainedField(
            .bucket, "history", "number", standard: 1,
            FieldNote(
                "Values kept of each key, 1 to 64.", movesAlong: "the stream's max_msgs_per_subject",
                risk: "Lowered: older revisions of every key go at once.")),
        ExplainedField(
            .bucket, "ttl", "duration",
            FieldNote(
                "How long every value stays after it was written; the default is for ever.",
                movesAlong: "the stream's max_age, and duplicate_window where it is longer",
                risk: "Lowered: what is older is gone within a second, the only value of a key too.")),
        ExplainedField(
            .bucket, "max_value_size", "bytes", standard: -1, aliases: ["max_value_bytes"],
            FieldNote(
                "The largest value taken.", movesAlong: "the stream's max_msg_size",
                risk: "Values above 64 KiB burden every watcher and replica: large ones belong in an object bucket.")),
        ExplainedField(
            .bucket, "max_bucket_size", "bytes", standard: -1,
            FieldNote(
                "Bytes of the whole bucket at most.", movesAlong: "the stream's max_bytes",
                risk: "A full bucket refuses new keys (10077) while known ones can still be overwritten and deleted.")),
        ExplainedField(
            .bucket, "limit_marker_ttl", "duration", since: "2.11",
            FieldNote(
                "Keys may have a time of their own, and a marker says for this long that one has expired.",
                editing: "on, never off", movesAlong: "the stream's allow_msg_ttl and subject_delete_marker_ttl (1 s at least)",
                risk: "Servers older than 2.11 cannot run the bucket.")),
        ExplainedField(
            .bucket, "revision", "number",
            FieldNote(
                "Not a setting: the sequence of a value in the bucket's stream. A write that names the last one fails where "
                    + "somebody else was faster (wrong_revision).")),
        ExplainedField(
            .objectBucket, "ttl", "duration",
            FieldNote(
                "How long objects stay after they were put.", movesAlong: "the stream's max_age",
                risk: "Added or lowered later it removes chunks before their object's entry: unreadable objects.")),
        ExplainedField(
            .objectBucket, "max_bucket_size", "bytes", standard: -1,
            FieldNote(
                "Bytes of the whole bucket at most.", movesAlong: "the stream's max_bytes (discard new)",
                risk: "A put into a full bucket fails; what it had written is taken back.")),
        ExplainedField(
            .objectBucket, "chunk_size", "bytes", standard: 131_072,
            FieldNote("Into pieces of this size an object is cut; each is a message.")),
        ExplainedField(
            .objectBucket, "sealed", "flag", standard: false, editing: .oneWay,
            FieldNote("Nothing can be put, changed or deleted any more.", risk: "Nothing takes it back.")),
    ]
}

/// Settings of servers that decide what operators run into. They are in the server's own file: no tool changes them.
enum ServerSettings {
    static let all: [ExplainedField] = [
        ExplainedField(
            .server, "sync_interval", "duration, or always", standard: "2m",
            FieldNote(
                "How often what was written is forced to disk (`jetstream` block).", editing: "with a restart",
                risk: "An acknowledged message may be lost when the machine (not the server alone) dies before: replicas on one "
                    + "power supply lose it together. always is slower and safe. Unquoted 1m is read as a million seconds.")),
        ExplainedField(
            .server, "default_max_consumers", "number", standard: 1000, since: "2.15",
            FieldNote(
                "Consumers of a stream that sets no max_consumers.", editing: "with a reload",
                risk: "The 1001st consumer is refused (10026) though the stream shows -1.")),
        ExplainedField(
            .server, "store_dir", "path", standard: "<tmp>/nats/jetstream",
            FieldNote("Where streams lie.", editing: "with a restart", risk: "The default is below /tmp: gone with a reboot.")),
        ExplainedField(
            .server, "max_payload", "bytes", standard: 1_048_576,
            FieldNote(
                "The largest message of all clients.", editing: "with a reload",
                risk: "Above 8 MiB the server itself warns: use an object bucket.")),
        ExplainedField(
            .server, "max_file", "bytes",
            FieldNote(
                "Disk for JetStream (`jetstream` block); by default three quarters of what was free at start, 1 TB at most.")),
        ExplainedField(
            .server, "ping_interval", "duration", standard: "2m",
            FieldNote(
                "How often connections are tried.", editing: "with a reload",
                risk: "Unquoted 2m is read as two million seconds: dead connections are never noticed.")),
        ExplainedField(
            .server, "write_deadline", "duration", standard: "10s",
            FieldNote("How long a client may be too slow before it is cut off.", risk: "Lower: more slow-consumer disconnects.")),
        ExplainedField(
            .server, "strict", "flag", standard: true, since: "2.11",
            FieldNote(
                "Requests with unknown fields are refused (`jetstream` block); true by default since 2.12.",
                editing: "with a restart", risk: "false: a mistyped field is ignored without a word.")),
        ExplainedField(
            .server, "max_ha_assets", "number",
            FieldNote("Replicated streams and consumers on one server at most; a thousand is much already.")),
        ExplainedField(
            .server, "domain", "text",
            FieldNote(
                "Name of this JetStream among others joined by leafnodes: its API is $JS.<domain>.API.",
                editing: "with a restart",
                risk: "Changed: clients, mirrors and sources that name the old one find nothing.")),
    ]
}
