import JSON
import NATS
import Platform
import TestSupport
import Testing

@testable import Operator

/// Answers requests on a subject until it is stopped.
private struct Answering {
    let client: NATSClient
    private let task: Task<Void, Never>

    init(_ subject: String, _ answers: @escaping @Sendable (NATSMessage) async -> [NATSMessage]) async throws {
        let client = try world().anotherClient()
        let subscription = try await client.subscribe(subject, timeout: .seconds(5))
        self.client = client
        task = Task {
            do {
                for try await request in subscription {
                    for answer in await answers(request) {
                        guard let reply = request.reply else { continue }
                        try await client.publish(reply, payload: answer.payload, headers: answer.headers, timeout: .seconds(5))
                    }
                }
            } catch {}
        }
    }

    func stop() async {
        task.cancel()
        await client.close()
    }
}

private func answer(_ payload: [UInt8], _ headers: NATSHeaders = [:]) -> NATSMessage {
    NATSMessage(subject: "", headers: headers, payload: payload)
}

@Suite(.world) struct `The request tool` {
    private func desk(_ disclosure: Disclosure = .everything) throws -> Desk {
        try Desk(try world().client, level: .data, disclosure: disclosure)
    }

    @Test func `shows the answer as it is`() async throws {
        let echo = try await Answering("echo") { [answer($0.payload, $0.headers)] }
        for payload in [[], [0xFF, 0x00], Array("hé".utf8)] as [[UInt8]] {
            let shown = try await desk().call(
                "request",
                ["subject": "echo", "body_base64": .string(Base64.encode(payload)), "headers": ["A: ü", "B: 1"]])
            #expect(shown["received"] == 1 && shown["ended"] == "replies")
            let row = try #require(shown["answers"]?.array?.first?.object)
            #expect(row["payload"]?["size"] == JSONValue(payload.count))
            #expect(row["headers"]?["A"] == "ü" && row["headers"]?["B"] == "1", "\(JSONValue.object(row).text)")
            #expect(shown["untrusted"] != nil)
        }
        #expect(try await desk().call("request", ["subject": "echo", "body": "x", "dry_run": true])["status"] == "planned")
        let hidden = try await desk(Disclosure(payloads: .none)).call("request", ["subject": "echo", "body": "secret"])
        #expect(hidden["answers"]?.array?.first?["payload"]?["not_shown"] != nil)
        await echo.stop()
    }

    @Test func `waits for as many answers as were asked for, or until it is quiet`() async throws {
        let crowd = try await Answering("crowd") { _ in (0..<5).map { answer([UInt8($0)]) } }
        let three = try await desk().call("request", ["subject": "crowd", "replies": 3])
        #expect(three["received"] == 3 && three["ended"] == "replies")
        let all = try await desk().call("request", ["subject": "crowd", "replies": 0, "gap": "100ms", "timeout": "20s"])
        #expect(all["received"] == 5 && all["ended"] == "gap")
        #expect((all["took_ms"]?.int ?? 0) < 10_000)
        let late = try await desk().call("request", ["subject": "crowd", "replies": 9, "gap": "30s", "timeout": "200ms"])
        #expect(late["received"] == 5 && late["ended"] == "timeout")
        await crowd.stop()
    }

    @Test func `keeps to the budget, and says what it leaves out`() async throws {
        let large = try await Answering("large") { _ in
            (0..<40).map { answer([UInt8](repeating: 34, count: 3000), ["N": String($0)]) }
        }
        for most in [1_000, 2_000, 8_000, 60_000] {
            let shown = try await desk().call("request", ["subject": "large", "replies": 40, "max_bytes": JSONValue(most)])
            #expect(JSONValue.object(shown).serialized().count <= most)
            #expect(shown["received"] == 40 && shown["truncated"] == true)
            #expect(shown["answers"]?.array?.isEmpty == false)
        }
        await large.stop()
    }

    @Test func `tells who answered in place of a service, and that nobody did`() async throws {
        try await world().stream("STORES")
        let stored = try await desk().call("request", ["subject": "STORES.a", "body": "x"])
        #expect(stored["note"]?.string?.contains("\"STORES\"") == true)
        let nobody = try await desk().failure("request", ["subject": "nobody.there"])
        #expect(nobody["code"] == "no_responders" && nobody["status"] == "failed")
        let mute = try await Answering("mute") { _ in [] }
        let silent = try await desk().failure("request", ["subject": "mute", "timeout": "50ms"])
        #expect(silent["code"] == "timeout" && silent["status"] == "outcome_unknown")
        await mute.stop()
    }

    @Test func `has no back door`() async throws {
        try await world().stream("KEPT")
        try await world().store("KEPT.a", "x")
        for arguments in [
            ["subject": "$JS.API.STREAM.PURGE.KEPT"], ["subject": "$JS.API.STREAM.INFO.KEPT"],
            ["subject": "$SYS.REQ.SERVER.PING"],
            ["subject": "$KV.b.k"], ["subject": "_INBOX.x"], ["subject": "$JS.hub.API.INFO"],
            ["subject": "KEPT.a", "headers": ["Nats-Rollup: all"]], ["subject": "KEPT.a", "headers": ["KV-Operation: PURGE"]],
            ["subject": "svc", "headers": ["Nats-Trace-Dest: $JS.API.STREAM.PURGE.KEPT"]],
        ] as [JSONObject] {
            #expect(try await desk().failure("request", arguments)["code"] == "refused_by_guard", "\(arguments)")
        }
        #expect(try await desk().failure("request", ["subject": "a.*"])["code"] == "invalid_subject")
        #expect(try await world().messageCount("KEPT") == 1)
        let observing = try Desk(try world().client, level: .observe)
        #expect(try await observing.failure("request", ["subject": "a"])["code"] == "level_too_low")
    }

    @Test func `writes no answer into the journal`() async throws {
        let secret = "hunter2-very-secret"
        let teller = try await Answering("teller") { _ in [answer(Array(secret.utf8), ["Key": secret])] }
        let desk = try desk()
        let shown = try await desk.call("request", ["subject": "teller", "body": .string(secret)])
        #expect(shown["answers"]?.array?.first?["payload"]?["text"] == .string(secret))
        let journal = try TextFile.read(desk.services.journalPath)
        #expect(journal.contains("teller") && !journal.contains("hunter2"))
        await teller.stop()
    }
}
