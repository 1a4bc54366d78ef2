import Platform

/// Where a consumer's delivery stands, as the reply subject of the message tells (ADR-15).
///
/// `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer sequence>.<nanoseconds>.<pending>`, or the same with
/// domain and account hash before the stream, and perhaps one more token at the end.
struct DeliveryPosition: Sendable, Hashable {
    let consumer: Substring
    /// How often it has been delivered, this time too.
    let deliveries: UInt64
    let streamSequence: UInt64
    let consumerSequence: UInt64
    let time: WallTime
    /// How many messages the consumer has yet to deliver after this one.
    let pending: UInt64

    init?(_ reply: String?) {
        guard let tokens = reply?.split(separator: ".", omittingEmptySubsequences: false), tokens.count >= 9, tokens[0] == "$JS",
            tokens[1] == "ACK"
        else { return nil }
        let first = tokens.count == 9 ? 4 : 6
        let numbers = tokens[first...].prefix(5)
        guard numbers.count == 5, let deliveries = UInt64(numbers[numbers.startIndex]),
            let streamSequence = UInt64(numbers[numbers.startIndex + 1]),
            let consumerSequence = UInt64(numbers[numbers.startIndex + 2]), let time = Int64(numbers[numbers.startIndex + 3]),
            let pending = UInt64(numbers[numbers.startIndex + 4])
        else { return nil }
        consumer = tokens[first - 1]
        self.deliveries = deliveries
        self.streamSequence = streamSequence
        self.consumerSequence = consumerSequence
        self.time = WallTime(nanoseconds: time)
        self.pending = pending
    }
}
