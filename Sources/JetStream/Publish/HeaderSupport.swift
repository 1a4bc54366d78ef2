import Guard
import NATS

/// Headers that ask a stream for something, and the release that understands them first. An older server stores the message as
/// if they were not there: what should expire stays for ever, what was conditional always happens.
enum HeaderSupport {
    private static let since: [(name: String, release: NATSRelease)] = [
        ("nats-ttl", NATSRelease(2, 11)),
        ("nats-incr", NATSRelease(2, 12)),
        ("nats-schedule", NATSRelease(2, 12)),
        ("nats-expected-last-subject-sequence-subject", NATSRelease(2, 12)),
    ]

    /// The first of these headers that takes a newer server than this one.
    static func tooNew(_ headers: NATSHeaders, for release: NATSRelease) -> (name: String, release: NATSRelease)? {
        for field in headers.fields {
            if let one = since.first(where: { $0.name == field.name.lowercased() }), one.release > release {
                return (field.name, one.release)
            }
        }
        return nil
    }

    /// The first header by which somebody sets a condition; without a stream nobody checks it.
    static func condition(_ headers: NATSHeaders) -> String? {
        headers.fields.first { $0.name.lowercased().hasPrefix("nats-expected-") }?.name
    }

    /// Whether the message is meant for a stream.
    static func wantsStream(_ headers: NATSHeaders) -> Bool {
        let names = headers.fields.map { $0.name.lowercased() }
        return names.contains { $0 == "nats-msg-id" || $0.hasPrefix("nats-expected-") }
            || names.contains { name in
                since.contains { $0.name == name }
            }
    }
}

extension NATSHeaders {
    init(_ headers: [MessagePublish.Header]) {
        self.init(headers.map { Field(name: $0.name, value: $0.value) })
    }
}
