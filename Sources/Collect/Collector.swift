public import Audit
public import JSON
public import JetStream
public import NATS
import Platform
import System

/// Looks at systems and fills a capture. What can't be seen is told with its reason, and ends nothing.
public struct Collector: Sendable {
    /// One configuration to look through.
    public struct Source: Sendable {
        public let context: String
        public let client: NATSClient
        public let jetStream: JetStreamClient
        /// The domain that was asked for.
        public let domain: String?
        /// Whom results are about, once connected.
        public let target: @Sendable () -> JSONObject
        /// What the journal has of reasons for this system and account, once connected.
        public let reasons: @Sendable () async -> [NotedReason]

        public init(
            context: String, client: NATSClient, jetStream: JetStreamClient, domain: String?,
            target: @escaping @Sendable () -> JSONObject,
            reasons: @escaping @Sendable () async -> [NotedReason] = { [] }
        ) {
            self.context = context
            self.client = client
            self.jetStream = jetStream
            self.domain = domain
            self.target = target
            self.reasons = reasons
        }
    }

    public let sources: [Source]
    /// Addresses of monitoring ports.
    public let http: [String]
    /// A PEM file of the authorities to trust where those are `https://`; nil for the system's.
    public let httpAuthorities: String?
    /// Configuration files of servers.
    public let files: [String]
    /// Directories below which backups are.
    public let backups: [String]
    /// How long to wait between two samples; nil for one sample.
    public let interval: Duration?
    public let limits: Limits
    /// Where streams and consumers are kept until they are judged.
    public let spool = DiskSpool()
    /// Hears what is done now.
    public let progress: @Sendable (String) -> Void

    /// How much is asked for at once and in all.
    public struct Limits: Sendable {
        public var requestsAtOnce = 8
        public var streams = 100_000
        public var consumers = 500_000
        /// For all of it; what is not read by then is told as unread.
        public var time: Duration = .seconds(600)
        /// One question to servers, with all of its answers.
        public var question: Duration = .seconds(5)
        public init() {}
    }

    public init(
        sources: [Source], http: [String] = [], httpAuthorities: String? = nil, files: [String] = [], backups: [String] = [],
        interval: Duration? = nil,
        limits: Limits = Limits(), progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.sources = sources
        self.http = http
        self.httpAuthorities = httpAuthorities
        self.files = files
        self.backups = backups
        self.interval = interval
        self.limits = limits
        self.progress = progress
    }

    /// - Parameter program: the version that collects.
    public func collect(program: String) async -> Capture {
        var capture = await sample(program)
        for path in files {
            progress("reading \(path)")
            await read(file: path, into: &capture)
        }
        for root in backups {
            progress("looking at the backups below \(root)")
            await read(backups: root, into: &capture)
        }
        guard let interval else { return capture }
        progress("waiting \(DurationText.text(interval)) for the second sample")
        let begun = MonotonicTime.now
        await Pause.wait(interval)
        let second = await sample(program)
        capture.later = Self.growth(of: second, after: MonotonicTime.now.duration(since: begun))
        return capture
    }

    private func sample(_ program: String) async -> Capture {
        var capture = Capture(program: program, taken: WallTime.now().rfc3339)
        let end = MonotonicTime.now.advanced(by: limits.time)
        for source in sources { await read(source, until: end, into: &capture) }
        for address in http {
            progress("asking \(address)")
            await read(http: address, into: &capture)
        }
        return capture
    }

    private static func growth(of second: Capture, after time: Duration) -> Growth {
        var growth = Growth(seconds: time / .seconds(1))
        for account in second.accounts {
            for stream in account.streams.all { growth.take(stream: stream, of: account) }
            for consumers in account.consumers.values {
                for consumer in consumers.list.all { growth.take(consumer: consumer, of: account) }
            }
        }
        for server in second.servers { growth.take(server: server) }
        return growth
    }
}
