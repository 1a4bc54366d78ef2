import JSON
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `The services tool` {
    /// Answers questions to services as it is told.
    private func serving(_ answers: [String: [JSONValue]]) async throws -> (NATSClient, Task<Void, Never>) {
        let client = try world().anotherClient()
        let subscription = try await client.subscribe("$SRV.>", timeout: .seconds(5))
        let task = Task {
            do {
                for try await question in subscription {
                    for answer in answers[question.subject] ?? [] {
                        guard let reply = question.reply else { continue }
                        try await client.publish(reply, payload: answer.serialized(), timeout: .seconds(5))
                    }
                }
            } catch {}
        }
        return (client, task)
    }

    private func info(_ name: String, _ id: Int, _ more: JSONObject = [:]) -> JSONValue {
        var object: JSONObject = [
            "type": "io.nats.micro.v1.info_response", "name": .string(name), "id": .string("id\(id)"), "version": "1.0.0",
            "endpoints": [["name": "e", "subject": .string("\(name).run"), "queue_group": "q"]],
        ]
        for member in more.members { object[member.key] = member.value }
        return .object(object)
    }

    @Test func `counts instances, each once, and passes over what is no answer`() async throws {
        let (client, task) = try await serving([
            "$SRV.INFO": [
                info("b", 1), info("a", 2), info("b", 3), info("b", 3), "text", ["name": 1],
                ["type": "other", "name": "x", "id": "y"],
            ]
        ])
        let desk = try Desk(try world().client, level: .observe)
        let list = try await desk.call("services")
        #expect(list["services"]?.array?.map { $0["name"] } == ["a", "b"])
        #expect(list["services"]?.array?.map { $0["instances"] } == [1, 2])
        #expect(list["instances"] == 3 && list["total"] == 2)
        // Somebody listens, and tells nothing.
        let silent = try await desk.call("services", ["what": "ping", "timeout": "100ms"])
        #expect(silent["services"] == [] && silent["instances"] == 0)
        task.cancel()
        await client.close()
    }

    @Test func `pages through thousands, and keeps to its room`() async throws {
        let (client, task) = try await serving(["$SRV.INFO": (0..<3000).map { info("many", $0) }])
        let desk = try Desk(try world().client, level: .observe)
        var ids: [String] = []
        for page in try await desk.pages("services", ["what": "info", "limit": 500, "max_bytes": 60_000]) {
            #expect(JSONValue.object(page).serialized().count <= 60_000)
            ids += page["services"]?.array?.compactMap { $0["id"]?.string } ?? []
        }
        #expect(ids.count == 3000 && Set(ids).count == 3000)
        task.cancel()
        await client.close()
    }

    @Test func `leaves the largest parts of a large answer out`() async throws {
        let (client, task) = try await serving([
            "$SRV.INFO": [info("large", 1, ["metadata": ["text": .string(String(repeating: "x", count: 50_000))]])]
        ])
        let desk = try Desk(try world().client, level: .observe)
        let shown = try await desk.call("services", ["what": "info", "max_bytes": 1000])
        #expect(JSONValue.object(shown).serialized().count <= 1000)
        #expect(shown["services"]?.array?.first?["name"] == "large")
        task.cancel()
        await client.close()
    }

    @Test func `leaves out what is hidden`() async throws {
        let (client, task) = try await serving(["$SRV.INFO": [info("open", 1), info("secret", 2)]])
        let desk = try Desk(try world().client, level: .observe, disclosure: Disclosure(hide: ["secret*"]))
        let shown = try await desk.call("services")
        #expect(!JSONValue.object(shown).text.contains("secret"))
        #expect(shown["hidden"] == 1)
        #expect(try await desk.failure("services", ["name": "secret"])["code"] == "hidden")
        task.cancel()
        await client.close()
    }

    @Test func `refuses names that are none`() async throws {
        let desk = try Desk(try world().client, level: .observe)
        for name in ["a.b", "*", ">", "a b", "ñ"] {
            #expect(try await desk.failure("services", ["name": .string(name)])["code"] == "invalid_argument")
        }
    }
}
