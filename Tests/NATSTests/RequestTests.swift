import NATS
import TestSupport
import Testing

/// Requests and answers against a real server.
@Suite struct RequestTests {
    @Test func `a request gets the answer of who listens`() async throws {
        let server = try TestServer()
        let responder = try await Responder.echo(server)
        defer { responder.stop() }
        let client = NATSClient(server.options())
        let answer = try await client.request("echo", payload: Array("hello".utf8), timeout: .seconds(5))
        #expect(answer.payload == Array("hello".utf8))
        #expect(answer.headers.isEmpty)
        await client.close()
    }

    @Test func `headers go both ways`() async throws {
        let server = try TestServer()
        let responder = try await Responder.echo(server)
        defer { responder.stop() }
        let client = NATSClient(server.options())
        var headers: NATSHeaders = ["One": "1", "two": "zwei ü"]
        headers.append("One", "again")
        let answer = try await client.request("echo", headers: headers, timeout: .seconds(5))
        #expect(answer.headers.values("One") == ["1", "again"])
        #expect(answer.headers["two"] == "zwei ü")
        #expect(answer.status == nil)
        await client.close()
    }

    @Test func `a subject nobody listens on is no responders, at once`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let error = await #expect(throws: NATSError.self) { try await client.request("nobody.home", timeout: .seconds(30)) }
        #expect(error?.code == .noResponders)
        #expect(error?.message.contains("nobody.home") == true)
        await client.close()
    }

    @Test func `an answer that does not come is a timeout that says it may have been acted upon`() async throws {
        let server = try TestServer()
        let silent = NATSClient(server.options())
        let subscription = try await silent.subscribe("silence", timeout: .seconds(5))
        let client = NATSClient(server.options())
        let error = await #expect(throws: NATSError.self) { try await client.request("silence", timeout: .milliseconds(50)) }
        #expect(error?.code == .timeout)
        #expect(error?.mayHaveBeenSent == true)
        subscription.cancel()
        await client.close()
        await silent.close()
    }
}
