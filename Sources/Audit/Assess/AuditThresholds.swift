public import Guard

/// From which numbers on checks of an audit speak. Those of the guard's rules are `GuardThresholds`.
public enum AuditThresholds {
    public static let accountUse = Threshold(
        "account_use_warn", 90, .percent, "Connections, leafnodes and subscriptions of an account beside its limits (NG-A001).")
    public static let memoryOutlier = Threshold(
        "memory_outlier_warn", 150, .count, "Memory of a server as a percentage of its cluster's mean (NG-A002).")
    public static let replicaBehind = Threshold(
        "replica_behind_warn", 10, .percent, "How far the last sequence of a copy may be behind the highest one (NG-A005).")
    public static let streamUse = Threshold(
        "stream_use_warn", 90, .percent, "Messages, bytes and consumers of a stream beside its limits (NG-A006).")
    public static let cpuUse = Threshold(
        "cpu_warn", 90, .percent, "Processor time of a server, of all its cores (NG-A012).")
    public static let resourceWarn = Threshold(
        "resources_warn", 75, .percent, "JetStream memory and storage of a server or an account beside the limits (NG-V011).")
    public static let resourceDanger = Threshold(
        "resources_danger", 90, .percent, "The same, from where on the next write may fail (NG-V011).")
    public static let haAssets = Threshold(
        "ha_assets_warn", 1000, .count, "Replicated streams and consumers on one server (NG-V010).")
    public static let certificateWarn = Threshold(
        "certificate_days_warn", 30, .count, "Days until a certificate expires (NG-V007).")
    public static let certificateDanger = Threshold(
        "certificate_days_danger", 7, .count, "Days until a certificate expires, when it is urgent (NG-V007).")
    public static let payloadWarn = Threshold("max_payload_warn", 8 << 20, .bytes, "max_payload of a server (NG-V004).")
    public static let payloadDanger = Threshold("max_payload_danger", 64 << 20, .bytes, "The same, as danger (NG-V004).")
    public static let silence = Threshold(
        "peer_silence_warn", 10, .seconds, "Since a leader heard of a copy (NG-A010, NG-A024).")
    public static let peerLag = Threshold("peer_lag_warn", 200, .count, "Operations a copy is behind its leader (NG-A024).")
    public static let mirrorLag = Threshold(
        "mirror_lag_warn", 1000, .count, "Messages a mirror is behind its origin, by the origin's sequences (NG-A016).")
    public static let mirrorSilence = Threshold(
        "mirror_silence_warn", 60, .seconds, "Since a mirror or source heard of its origin (NG-A016).")
    public static let forecastWarn = Threshold(
        "full_in_days_warn", 14, .count, "Days until a limit is reached at the present rate (NG-A021).")
    public static let forecastDanger = Threshold("full_in_days_danger", 2, .count, "The same, as danger (NG-A021).")
    public static let backupAge = Threshold(
        "backup_age_warn", 93_600, .seconds, "Age of the newest complete backup (NG-A023): a day and two hours.")
    public static let idleConsumer = Threshold(
        "idle_consumer_warn", 604_800, .seconds, "Since a durable with messages to read was read by anybody (NG-A026).")
    public static let pendingBytes = Threshold(
        "connection_pending_warn", 16 << 20, .bytes, "Bytes a connection has not taken yet (NG-A027).")
    public static let userExpiry = Threshold(
        "credentials_days_warn", 14, .count, "Days until the credentials of an audit's user, or an account, expire (NG-A029).")

    public static let all: [Threshold] = [
        accountUse, memoryOutlier, replicaBehind, streamUse, cpuUse, resourceWarn, resourceDanger, haAssets, certificateWarn,
        certificateDanger, payloadWarn, payloadDanger, silence, peerLag, mirrorLag, mirrorSilence, forecastWarn, forecastDanger,
        backupAge, idleConsumer, pendingBytes, userExpiry,
    ]
}

extension AuditThresholds {
    /// All that a settings file may name: these, and those of the guard's rules.
    public static let known: [Threshold] = all
}
