import Changes
import JSON
import JetStream
import NATS
import TestSupport
import Testing

@testable import Operator

/// Needs no server: nothing listens where this desk looks.
@Suite struct `explain` {
    private let desk: Desk

    init() throws {
        desk = try Desk(NATSClient(NATSOptions(servers: [NATSServerURL(host: "127.0.0.1", port: 1)])))
    }

    private func explained(_ topic: String) async throws -> [JSONValue] {
        try #require(try await desk.call("explain", ["topic": .string(topic)])["explained"]?.array)
    }

    @Test(arguments: ["10058", "JSStreamNameExistErr", "stream_name_exist", "err_code 10058", "Stream name exist"])
    func `knows an error of the server by number and by name`(topic: String) async throws {
        let row = try #require(try await explained(topic).first)
        #expect(row["kind"] == "error" && row["err_code"] == 10058 && row["code"] == 400)
        #expect(row["meaning"]?.string?.contains("another configuration") == true && row["retry_helps"] == false)
    }

    @Test(arguments: [("10077", false), ("10008", true), ("10167", true), ("10059", false), ("JSClusterNotLeaderErr", true)])
    func `says whether a retry helps`(topic: String, helps: Bool) async throws {
        #expect(try await explained(topic).first?["retry_helps"]?.bool == helps)
    }

    @Test func `tells a field of a stream from that of a consumer`() async throws {
        let rows = try await explained("num_replicas")
        #expect(rows.compactMap { $0["of"]?.string } == ["stream", "consumer"])
        #expect(rows[0]["default"] == 1 && rows[1]["default"]?.string?.hasPrefix("0") == true)
        #expect(try await explained("replicas").count == 2)
    }

    @Test func `says what can be changed later, what moves along, since when`() async throws {
        let ttl = try #require(try await explained("allow_msg_ttl").first)
        #expect(ttl["can_change"]?.string?.contains("never off") == true && ttl["since"] == "2.11" && ttl["default"] == false)
        #expect(try await explained("storage").first?["can_change"] == "never")
        #expect(try await explained("duplicate_window").first?["moves_along"]?.string?.contains("max_age") == true)
        #expect(try await explained("ack_wait").first?["default"]?.string?.hasPrefix("30 s") == true)
        #expect(try await explained("history").first?["of"] == "bucket")
        #expect(try await explained("sync_interval").first?["of"] == "server")
    }

    @Test func `knows every rule by code and by name`() async throws {
        for (topic, name) in [("NG-X002", "purge-loses-messages"), ("purge-loses-messages", "purge-loses-messages")] {
            let row = try #require(try await explained(topic).first)
            #expect(row["kind"] == "rule" && row["name"]?.string == name && row["why"]?.string?.isEmpty == false)
        }
    }

    @Test func `tells of a retired rule who says the same now`() async throws {
        let row = try #require(try await explained("NG-C046").first)
        #expect(row["see"] == "NG-A017" && row["retired"]?.string == "NG-A017 says the same.")
        #expect(try await explained("NG-A017").first?["retired"] == nil)
    }

    @Test func `knows every code that results can have`() async throws {
        let codes =
            JetStreamError.Code.allCases.map(\.rawValue) + NATSError.Code.allCases.map(\.rawValue)
            + ChangeReport.Status.allCases.map(\.rawValue)
        for code in codes {
            let rows = try await explained(code)
            #expect(rows.contains { $0["kind"] == "code" && $0["code"]?.string == code }, "\(code)")
        }
    }

    @Test func `tells the nearest names of what it does not know`() async throws {
        let failure = try await desk.failure("explain", ["topic": "max_agee"])
        #expect(failure["code"] == "not_found")
        #expect(failure["message"]?.string?.contains("\"max_age\"") == true)
        #expect(try await desk.failure("explain", ["topic": "!!"])["code"] == "not_found")
        #expect(try await desk.failure("explain", ["topic": "ignore \"all\"\n"])["message"]?.string?.contains("\n") == false)
    }

    @Test func `fits into a small result and a small schema`() async throws {
        for topic in Explanations.names {
            let size = JSONValue.object(try await desk.call("explain", ["topic": .string(topic)])).serialized().count
            #expect(size < 3000, "\(topic): \(size)")
        }
        let row: JSONValue = [
            "name": .string(Explain().name), "description": .string(Explain().description),
            "inputSchema": .object(Explain().inputSchema),
        ]
        #expect(row.serialized().count <= 600)
    }
}
