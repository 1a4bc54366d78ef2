/// All the numbers from which on rules speak.
public enum ThresholdCatalogue {
    public static let all: [Threshold] = (streams + consumers + keys + servers).sorted { $0.name < $1.name }

    private static let streams: [Threshold] = [
        .windowShort, .windowLong, .consumersDefault, .consumersShare, .subjectsInfo, .subjectsWarn, .streamsMany, .streamsAlike,
        .deletedShare, .reservedShare, .reasonAge,
    ]
    private static let consumers: [Threshold] = [
        .filtersWarn, .filtersDanger, .inFlightWarn, .inFlightDanger, .ackWaitDanger, .ackWaitShort, .ackWaitLong, .pauseLong,
    ]
    private static let keys: [Threshold] = [.valueWarn, .bucketFull, .pollReads]
    private static let servers: [Threshold] = [.payloadWarn, .payloadDanger, .writeDeadline, .pingInterval]
}

extension Threshold {
    static let windowShort = Threshold(
        "duplicate_window_short", 10, .seconds, "NG-S027: a shortened duplicate_window below it is a danger.")
    static let windowLong = Threshold(
        "duplicate_window_long", 600, .seconds, "NG-S028: a longer duplicate_window is a warning.")
    static let consumersDefault = Threshold(
        "default_max_consumers", 1000, .count,
        "NG-S037: consumers a stream without max_consumers can have (jetstream.limits.default_max_consumers, since 2.15).")
    static let consumersShare = Threshold(
        "consumers_share", 80, .percent, "NG-S037: used of the consumers a stream can have.")
    static let subjectsInfo = Threshold("subjects_info", 100_000, .count, "NG-S038: more subjects in a stream are told.")
    static let subjectsWarn = Threshold("subjects_warn", 1_000_000, .count, "NG-S038: more subjects are a warning.")
    static let streamsMany = Threshold("streams_many", 1000, .count, "NG-S039: more streams in an account are a warning.")
    static let streamsAlike = Threshold(
        "streams_alike", 20, .count, "NG-S039: so many streams of one name pattern are taken for one stream per entity.",
        in: 3...Int64.max)
    static let deletedShare = Threshold(
        "deleted_share", 50, .percent, "NG-S040: deleted of the sequences between the first message and the last.")
    static let reservedShare = Threshold(
        "reserved_share", 80, .percent, "NG-S056: of an account's limit, taken or promised to streams by max_bytes.")

    static let filtersWarn = Threshold("filters_warn", 100, .count, "NG-C008: more filters of a consumer are a warning.")
    static let filtersDanger = Threshold("filters_danger", 300, .count, "NG-C008: more filters are a danger.")
    static let inFlightWarn = Threshold("max_ack_pending_warn", 10_000, .count, "NG-C011: more in flight is a warning.")
    static let inFlightDanger = Threshold("max_ack_pending_danger", 50_000, .count, "NG-C011: more in flight is a danger.")
    static let ackWaitDanger = Threshold("ack_wait_danger", 100, .milliseconds, "NG-C012: a shorter ack_wait is a danger.")
    static let ackWaitShort = Threshold("ack_wait_short", 1000, .milliseconds, "NG-C012: a shorter ack_wait is a warning.")
    static let ackWaitLong = Threshold("ack_wait_long", 3600, .seconds, "NG-C012: a longer ack_wait is a warning.")
    static let pauseLong = Threshold("pause_long", 86_400, .seconds, "NG-X006: a longer pause is a warning.")

    static let valueWarn = Threshold("kv_value_warn", 65_536, .bytes, "NG-K005: a larger value of a key is a warning.")
    public static let pollReads = Threshold(
        "poll_reads", 10, .count, "NG-K007: more reads of one key within ten seconds are polling.")
    static let bucketFull = Threshold("bucket_full", 90, .percent, "NG-K004: used of a bucket's max_bytes.")

    static let payloadWarn = Threshold("max_payload_warn", 8 << 20, .bytes, "NG-V004: a larger max_payload is a warning.")
    static let payloadDanger = Threshold("max_payload_danger", 64 << 20, .bytes, "NG-V004: a larger one is a danger.")
    static let writeDeadline = Threshold("write_deadline_short", 2, .seconds, "NG-V015: a shorter write_deadline is a warning.")
    static let pingInterval = Threshold("ping_interval_short", 10, .seconds, "NG-V015: a shorter ping_interval is a warning.")
}

extension Thresholds {
    /// A share of a whole, rounded down; what would overflow is taken for the largest number.
    func share(_ threshold: Threshold, of whole: UInt64) -> UInt64 {
        let percent = UInt64(clamping: self[threshold])
        return whole / 100 * percent + whole % 100 * percent / 100
    }

    func count(_ threshold: Threshold) -> UInt64 { UInt64(clamping: self[threshold]) }

    /// A time in nanoseconds.
    func nanoseconds(_ threshold: Threshold) -> Int64 {
        let unit: Int64 = threshold.unit == .milliseconds ? 1_000_000 : 1_000_000_000
        let (product, overflow) = self[threshold].multipliedReportingOverflow(by: unit)
        return overflow ? .max : product
    }
}
