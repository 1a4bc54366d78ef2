import Changes
import Guard
import JSON
import JetStream
import Model
import NATS
import Platform
import Synchronization
import TestSupport
import Testing

/// A runner with a journal of its own, on the suite's server.
struct Bench {
    let world: JetStreamWorld
    let directory: TemporaryDirectory
    let journalPath: String
    let clock = Clock()
    var mode = ConfirmationMode.ask
    var seal = PlanSeal.ephemeral()
    var target = Target(context: "test", url: "nats://test", server: "one", account: "$G")
    var timeout = Duration.seconds(10)

    /// A clock that a test sets.
    final class Clock: Sendable {
        private let ahead = Mutex<Duration>(.zero)
        func advance(by duration: Duration) { ahead.withLock { $0 += duration } }
        func now() -> WallTime { WallTime.now().advanced(by: ahead.withLock { $0 }) }
    }

    init(_ world: JetStreamWorld, _ mode: ConfirmationMode = .ask) throws {
        self.world = world
        self.mode = mode
        directory = try TemporaryDirectory()
        journalPath = directory.path + "/journal.jsonl"
    }

    func run<P: Performer>(
        _ change: P.C, with performer: P, journal: String? = nil, _ adjust: (inout ChangeRequest) -> Void = { _ in }
    ) async throws -> ChangeReport {
        let clock = clock
        let runner = ChangeRunner(
            journal: Journal(path: journal ?? journalPath), seal: seal, mode: mode, lifetime: .seconds(300), now: { clock.now() })
        var request = ChangeRequest(tool: "test_tool", caller: "tester 1")
        adjust(&request)
        return try await runner.run(change, with: performer, target: target, request: request)
    }

    func purge(
        _ purge: StreamPurge, client: NATSClient? = nil, journal: String? = nil,
        _ adjust: (inout ChangeRequest) -> Void = { _ in }
    ) async throws -> ChangeReport {
        let performer = StreamPurger(JetStreamClient(client: client ?? world.client, timeout: timeout))
        return try await run(purge, with: performer, journal: journal, adjust)
    }

    func purge(_ change: StreamPurge, _ asker: any Asker) async throws -> ChangeReport {
        try await purge(change) { $0.asker = asker }
    }

    /// The journal, a line each; throws where a line is no JSON object.
    func journal() throws -> [JSONObject] {
        guard let text = try? TextFile.read(journalPath) else { return [] }
        return try text.split(separator: "\n").map { line in try #require(JSONParser().parse(String(line)).object) }
    }

    func phases() throws -> [String] { try journal().map { $0["phase"]?.string ?? "?" } }

    /// A stream `name` with `count` messages on `name.a` and `name.b` in turn.
    func filled(_ name: String, _ count: Int = 10, _ configuration: JSONObject = ["allow_direct": true]) async throws {
        try await world.stream(name, configuration)
        try await world.fill(["\(name).a", "\(name).b"], count)
    }

    func count(_ name: String) async throws -> UInt64 { try await world.messageCount(name) }
}

extension Bench {
    /// Ten milliseconds, in a place that can't await.
    static func pause() {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .milliseconds(10))
        while clock.now < end {}
    }
}
