import Changes
import JSON
import JetStream
import NATS
import TestSupport
import Testing

@testable import Operator

@Suite(.world) struct `Several contexts` {
    private let desk: Desk
    private let other: Desk

    init() throws {
        desk = try Desk(try world().client)
        other = try Desk(try world().anotherClient(), level: .observe)
    }

    private func contexts() -> Contexts {
        Contexts(named("prod", other.services), others: [named("dev", desk.services)])
    }

    private func named(_ name: String, _ services: Services) -> Services {
        Services(
            client: services.client, jetStream: services.jetStream, changes: services.changes, level: services.level,
            context: name, configurationSource: "a test", journalPath: services.journalPath, version: services.version)
    }

    private func call(_ tool: String, _ arguments: JSONObject) async throws -> JSONObject {
        let outcome = await contexts().run(tool, arguments) {
            ToolContext(caller: "tester", asker: NobodyToAsk(), services: $0)
        }
        guard case .result(let object, _) = outcome else { throw JetStreamWorld.Refusal("suspended") }
        return object
    }

    @Test(
        arguments: [
            ([:], "prod"), (["context": "dev"], "dev"), (["account_name": "dev"], "dev"), (["context": nil], "prod"),
            (["context": ""], "prod"), (["context": "dev", "account_name": "dev"], "dev"), (["context": "prod"], "prod"),
        ] as [(JSONObject, String)])
    func `the arguments choose`(arguments: JSONObject, context: String) async throws {
        #expect(try await call("operator_status", arguments)["target"]?["context"]?.string == context)
    }

    @Test(
        arguments: [
            (["context": "pord"], "unknown_context"), (["account_name": "default"], "unknown_context"),
            (["context": "dev", "account_name": "prod"], "conflicting_context"), (["context": 1], "invalid_argument"),
        ] as [(JSONObject, String)])
    func `a wrong choice is never the default`(arguments: JSONObject, code: String) async throws {
        let result = try await call("stream_list", arguments)
        #expect(result["error"]?["code"]?.string == code)
        #expect(result["error"]?["next"]?.string?.isEmpty == false)
        #expect(result["target"]?["server"] == nil)
    }

    @Test func `a tool is refused where its context does not allow it`() async throws {
        let refused = try await call("publish", ["subject": "a", "body": "b"])
        #expect(refused["error"]?["code"]?.string == "level_too_low")
        #expect(refused["error"]?["message"]?.string?.contains("prod") == true)
        #expect(try await call("publish", ["subject": "a", "body": "b", "context": "dev"])["status"]?.string == "done")
        #expect(contexts().level == .destructive)
    }

    @Test func `the status lists all, the default first`() async throws {
        let status = try await call("operator_status", ["context": "dev"])
        #expect(status["contexts"]?.array?.map { $0["context"]?.string } == ["prod", "dev"])
        #expect(status["contexts"]?.array?.map { $0["level"]?.string } == ["observe", "destructive"])
        #expect(status["configuration"]?["context"]?.string == "dev")
    }

    @Test func `the schema names them`() throws {
        let schema = try #require(Catalogue.tool(named: "stream_list")).inputSchema(for: ["a", "b"])
        #expect(schema["properties"]?["context"]?["enum"]?.array == ["a", "b"])
        #expect(schema["properties"]?["context"]?["default"] == "a")
    }
}
