/// Where a consumer stands, from the file its server keeps (`o.dat`).
struct ConsumerPosition {
    let acknowledged: UInt64
    let delivered: UInt64
    /// Delivered and not acknowledged.
    let inFlight: Int

    /// Nil where the file is of a form that is not known.
    init?(_ reader: ByteReader) throws(ArchiveError) {
        let magic = try reader.byte()
        let version = try reader.byte()
        guard magic == 22, version == 2 else { return nil }
        _ = try reader.varint()
        acknowledged = try reader.varint()
        _ = try reader.varint()
        delivered = try reader.varint()
        guard let count = Int(exactly: try reader.varint()) else { throw reader.damaged("a count that can't be") }
        inFlight = count
    }
}
