import Guard
import NATS

/// Headers that ask a stream for something, and the release that understands them first. An older server stores the message as
/// if they were not there: what should expire stays for ever, what was conditional always happens.
enum HeaderSupport {
    private static let since: [(name: String, release: NATSRelease)] = [
        ("Nats-TTL", NATSRelease(2, 11)),
        ("Nats-Incr", NATSRelease(2, 12)),
        ("Nats-Batch-Id", NATSRelease(2, 12)),
        ("Nats-Schedule", NATSRelease(2, 12)),
        ("Nats-Expected-Last-Subject-Sequence-Subject", NATSRelease(2, 12)),
    ]

    /// The first of these headers that takes a newer server than this one.
    static func tooNew(_ headers: NATSHeaders, for release: NATSRelease) -> (name: String, release: NATSRelease)? {
        since.first { one in one.release > release && headers[one.name] != nil }
    }
}
