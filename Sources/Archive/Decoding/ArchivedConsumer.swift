public import JSON

/// A consumer in an archive.
public struct ArchivedConsumer: Sendable, Hashable {
    public var name: String
    public var configuration: JSONObject
    /// Stream sequences; nil where the position can't be read.
    public var delivered: UInt64?
    public var acknowledgedUpTo: UInt64?
    /// The same as numbers of deliveries, which a consumer counts for itself.
    public var deliveries: UInt64?
    public var acknowledgedDeliveries: UInt64?
    /// Messages delivered and not acknowledged.
    public var inFlight: Int?
    /// Messages of the archive yet to be delivered; nil where the archive does not let it be known.
    public var pending: UInt64?

    public init(
        name: String, configuration: JSONObject, delivered: UInt64? = nil, acknowledgedUpTo: UInt64? = nil,
        inFlight: Int? = nil
    ) {
        self.name = name
        self.configuration = configuration
        self.delivered = delivered
        self.acknowledgedUpTo = acknowledgedUpTo
        self.inFlight = inFlight
    }

    init(name: String, configuration: JSONObject, position: ConsumerPosition?) {
        self.init(
            name: name, configuration: configuration, delivered: position?.delivered, acknowledgedUpTo: position?.acknowledged,
            inFlight: position?.inFlight)
        deliveries = position?.deliveries
        acknowledgedDeliveries = position?.acknowledgedDeliveries
    }
}
