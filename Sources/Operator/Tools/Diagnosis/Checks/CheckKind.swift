/// What can be checked, and the limits each takes. Names and defaults are those of the known `nats server check`.
enum CheckKind: String, Sendable, CaseIterable {
    case connection, stream, consumer, message, meta, jetstream, server, kv, credential, request

    var limits: [CheckLimit] {
        switch self {
        case .connection:
            [
                .time("connect_warn", 0.5), .time("connect_critical", 1), .time("rtt_warn", 0.5), .time("rtt_critical", 1),
                .time("request_warn", 0.5), .time("request_critical", 1),
            ]
        case .stream:
            [
                .count("lag_critical"), .time("seen_critical"), .count("min_sources"), .count("max_sources"),
                .count("peer_expect"),
                .count("peer_lag_critical"), .time("peer_seen_critical"), .count("msgs_warn"), .count("msgs_critical"),
                .count("subjects_warn"), .count("subjects_critical"),
            ]
        case .consumer:
            [
                .count("outstanding_ack_critical"), .count("waiting_critical"), .count("unprocessed_critical"),
                .count("redelivery_critical"), .time("last_delivery_critical"), .time("last_ack_critical"), .flag("pinned"),
            ]
        case .message: [.time("age_warn"), .time("age_critical"), .text("content"), .flag("body_timestamp")]
        case .meta: [.count("expect"), .count("lag_critical"), .time("seen_critical")]
        case .jetstream:
            [
                .count("memory_warn", 75), .count("memory_critical", 90), .count("storage_warn", 75),
                .count("storage_critical", 90),
                .count("streams_warn"), .count("streams_critical"), .count("consumers_warn"), .count("consumers_critical"),
                .flag("replicas", true), .time("replica_seen_critical", 5), .count("replica_lag_critical", 200),
            ]
        case .server:
            [
                .count("cpu_warn"), .count("cpu_critical"), .count("memory_warn"), .count("memory_critical"),
                .count("connections_warn"),
                .count("connections_critical"), .count("subscriptions_warn"), .count("subscriptions_critical"),
                .time("uptime_warn"),
                .time("uptime_critical"), .flag("auth_required"), .flag("tls_required"), .flag("js_required"),
                .time("certificate_warn"), .time("certificate_critical"),
            ]
        case .kv: [.count("values_warn"), .count("values_critical")]
        case .credential: [.time("validity_warn"), .time("validity_critical"), .flag("require_expiry")]
        case .request: [.time("response_warn"), .time("response_critical"), .text("content")]
        }
    }
}

/// A limit that can be given, by name.
struct CheckLimit: Sendable {
    enum Form: Sendable { case count, time, flag, text }

    let name: String
    let form: Form
    let fallback: CheckLimits.Value?

    /// A number; percent where it is a share.
    static func count(_ name: String, _ fallback: Double? = nil) -> CheckLimit {
        CheckLimit(name: name, form: .count, fallback: fallback.map(CheckLimits.Value.number))
    }
    /// In seconds.
    static func time(_ name: String, _ fallback: Double? = nil) -> CheckLimit {
        CheckLimit(name: name, form: .time, fallback: fallback.map(CheckLimits.Value.number))
    }
    static func flag(_ name: String, _ fallback: Bool? = nil) -> CheckLimit {
        CheckLimit(name: name, form: .flag, fallback: fallback.map(CheckLimits.Value.flag))
    }
    static func text(_ name: String) -> CheckLimit { CheckLimit(name: name, form: .text, fallback: nil) }
}
