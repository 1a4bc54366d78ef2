import JSON

/// Where a consumer stands, from the file its server keeps (`o.dat`) or from an archive that tells it.
struct ConsumerPosition {
    let acknowledged: UInt64
    let delivered: UInt64
    /// The same as numbers of deliveries.
    let acknowledgedDeliveries: UInt64
    let deliveries: UInt64
    /// Delivered and not acknowledged.
    let inFlight: Int

    /// From the newer archives, which have it as JSON; nil where it has no sequences.
    init?(_ json: JSONObject) {
        guard let delivered = json["delivered"]?["stream_seq"]?.uint64, let floor = json["ack_floor"]?["stream_seq"]?.uint64
        else { return nil }
        self.delivered = delivered
        acknowledged = floor
        deliveries = json["delivered"]?["consumer_seq"]?.uint64 ?? 0
        acknowledgedDeliveries = json["ack_floor"]?["consumer_seq"]?.uint64 ?? 0
        inFlight = json["pending"]?.object?.count ?? 0
    }

    /// Nil where the file is of a form that is not known.
    init?(_ reader: ByteReader) throws(ArchiveError) {
        let magic = try reader.byte()
        let version = try reader.byte()
        guard magic == 22, version == 2 else { return nil }
        acknowledgedDeliveries = try reader.varint()
        acknowledged = try reader.varint()
        deliveries = try reader.varint()
        delivered = try reader.varint()
        guard let count = Int(exactly: try reader.varint()) else { throw reader.damaged("a count that can't be") }
        inFlight = count
    }
}
