import Changes
import Guard
import JSON
import JetStream
import NATS
import Synchronization
import TestSupport
import Testing

@Suite(.world) struct `The journal of changes` {
    private func bench() throws -> Bench { try Bench(try world()) }

    @Test func `has the intent before the deed and the outcome after it`() async throws {
        let bench = try bench()
        try await bench.filled("WRITTEN")
        let performer = Watching(StreamPurger(JetStreamClient(client: bench.world.client)), bench)
        let report = try await bench.run(StreamPurge(stream: "WRITTEN", filter: "WRITTEN.a"), with: performer) {
            $0.asker = ScriptedAsker.agreeing()
            $0.reason = "the test data is not needed any more"
        }
        #expect(report.status == .done)
        #expect(performer.seen == ["intent"])
        let lines = try bench.journal()
        #expect(try bench.phases() == ["intent", "outcome"])
        let (intent, outcome) = (lines[0], lines[1])
        #expect(intent["id"] == outcome["id"])
        #expect(intent["change"] == "stream.purge")
        #expect(intent["tool"] == "test_tool")
        #expect(intent["caller"] == "tester 1")
        #expect(intent["confirmed"] == true)
        #expect(intent["reason"] == "the test data is not needed any more")
        #expect(intent["request"]?["seq"] == 11)
        #expect(intent["loss"]?["messages"] == 5)
        #expect(intent["target"]?["server"] == "one")
        #expect(intent["findings"]?.array?.first?["rule"] == "NG-X002")
        #expect(intent["time"]?.string?.hasSuffix("Z") == true)
        #expect(outcome["status"] == "done")
        #expect(outcome["outcome"]?["purged"] == 5)
    }

    @Test func `that can't be written keeps the change from being sent`() async throws {
        let bench = try bench()
        try await bench.filled("UNWRITTEN")
        for path in [bench.directory.path, bench.directory.path + "/no/such/directory/journal.jsonl"] {
            let report = try await bench.purge(StreamPurge(stream: "UNWRITTEN"), journal: path) {
                $0.asker = ScriptedAsker.agreeing()
            }
            #expect(report.status == .failed)
            #expect(report.code == "journal_not_writable")
            #expect(report.message?.hasPrefix("This change was not made") == true)
        }
        let publish = try await bench.run(
            MessagePublish(subject: "UNWRITTEN.a"), with: MessagePublisher(JetStreamClient(client: bench.world.client)),
            journal: bench.directory.path)
        #expect(publish.code == "journal_not_writable")
        #expect(try await bench.count("UNWRITTEN") == 10)
    }

    @Test func `holds no payload, no header value and no token`() async throws {
        let bench = try bench()
        try await bench.world.bucket("secrets")
        let jetStream = JetStreamClient(client: bench.world.client)
        let secret = "hunter2-very-secret"
        let write = KeyWrite(bucket: "secrets", key: "k", .put(Array(secret.utf8)))
        #expect(try await bench.run(write, with: KeyWriter(jetStream)).status == .done)
        let stale = KeyWrite(bucket: "secrets", key: "k", .put(Array(secret.utf8)), expecting: .revision(99))
        #expect(try await bench.run(stale, with: KeyWriter(jetStream)).status == .failed)
        let message = MessagePublish(
            subject: "plain.subject", headers: [.init(name: "Authorization", value: secret)], payload: Array(secret.utf8))
        #expect(try await bench.run(message, with: MessagePublisher(jetStream)).status == .done)
        #expect(try bench.phases() == ["intent", "outcome", "intent", "outcome", "intent", "outcome"])
        let text = try TextFile.read(bench.journalPath)
        #expect(!text.contains("hunter2"))
        #expect(!text.contains("aHVudGVyMi"))
        #expect(text.contains("Authorization"))
        #expect(try bench.journal()[3]["status"] == "failed")
        #expect(try bench.journal()[3]["code"] == "wrong_revision")
    }

    @Test func `stays one line a record, whatever callers call themselves`() async throws {
        let bench = try bench()
        try await bench.filled("LINES")
        let report = try await bench.purge(StreamPurge(stream: "LINES")) {
            $0.asker = ScriptedAsker.agreeing()
            $0.caller = "evil\n{\"phase\":\"outcome\"}\r\n\u{2028}"
            $0.reason = "line one\nline two"
        }
        #expect(report.status == .done)
        #expect(try bench.phases() == ["intent", "outcome"])
        #expect(try bench.journal()[0]["caller"] == "evil\n{\"phase\":\"outcome\"}\r\n\u{2028}")
    }

    @Test func `of a hundred changes at once has each line whole`() async throws {
        let bench = try bench()
        let client = bench.world.client
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let report = try await bench.run(
                        MessagePublish(subject: "many.\(number)"), with: MessagePublisher(JetStreamClient(client: client)))
                    #expect(report.status == .done)
                }
            }
            try await group.waitForAll()
        }
        let lines = try bench.journal()
        #expect(lines.count == 200)
        for id in Set(lines.compactMap { $0["id"]?.string }) {
            #expect(lines.filter { $0["id"]?.string == id }.compactMap { $0["phase"]?.string } == ["intent", "outcome"])
        }
    }
}

/// Looks into the journal at the moment of the deed.
private final class Watching: Performer {
    private let performer: StreamPurger
    private let bench: Bench
    private let phases = Mutex<[String]>([])

    init(_ performer: StreamPurger, _ bench: Bench) {
        self.performer = performer
        self.bench = bench
    }

    var seen: [String] { phases.withLock { $0 } }

    func answer(_ question: Question) async -> Fact { await performer.answer(question) }

    func perform(_ cleared: consuming Cleared<StreamPurge>) async throws(ChangeFailure) -> Performed {
        let now = (try? bench.phases()) ?? []
        phases.withLock { $0 = now }
        return try await performer.perform(cleared)
    }
}
