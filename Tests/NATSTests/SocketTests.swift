import Platform
import Synchronization
import TestSupport
import Testing

@testable import NATS

/// Where we read and write the socket in the library's place.
@Suite struct SocketTests {
    @Test func `of many that wait each that nobody listens to is told so, and no other`() async throws {
        let server = try TestServer()
        let silent = NATSClient(server.options())
        let subscription = try await silent.subscribe("silence", timeout: .seconds(5))
        let echo = try await Responder.echo(server)
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let waiting = (0..<20).map { _ in
            Task.immediate { await ConnectTests.error { _ = try await client.request("silence", timeout: .seconds(60)) } }
        }
        let subjects = (0..<300).map { $0 % 3 == 0 ? "echo" : "nobody.\($0)" }
        let wrong = await withTaskGroup(of: String?.self) { group in
            for subject in subjects {
                group.addTask {
                    let payload = Array("HMSG \(client.options.inboxPrefix).x.1 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n".utf8)
                    do throws(NATSError) {
                        let answer = try await client.request(subject, payload: payload, timeout: .seconds(30))
                        return subject == "echo" && answer.payload == payload ? nil : "\(subject) was answered"
                    } catch {
                        let isRight = error.code == .noResponders && error.message.contains(subject) && subject != "echo"
                        return isRight ? nil : "\(subject): \(error.message)"
                    }
                }
            }
            return await group.compactMap { $0 }.reduce(into: []) { $0.append($1) }
        }
        #expect(wrong == [])
        #expect(client.core.session?.link.inbox.count == 20)
        await client.close()
        for task in waiting { #expect(await task.value?.code == .closed) }
        _ = subscription
        echo.stop()
        await silent.close()
    }

    @Test func `a server that takes nothing is given up in time, and what it didn't take is never sent later`() async throws {
        let server = try TestServer()
        var options = server.options()
        // So that who listens to the next server is there before us.
        options.reconnectWait = .seconds(3)
        let events = Events()
        let client = NATSClient(options, onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        server.freeze()
        let payload = [UInt8](repeating: 120, count: 1 << 20)
        var failure: NATSError?
        for _ in 0..<64 where failure == nil {
            failure = await ConnectTests.error { try await client.publish("later", payload: payload, timeout: .seconds(5)) }
        }
        #expect(failure?.code == .disconnected)
        #expect(failure?.mayHaveBeenSent == true)
        await events.wait { if case .disconnected = $0 { true } else { false } }
        try server.restart()
        let listener = NATSClient(server.options())
        let subscription = try await listener.subscribe("*", timeout: .seconds(10))
        await events.wait { if case .reconnected = $0 { true } else { false } }
        try await client.publish("now", payload: [1], timeout: .seconds(20))
        var messages = subscription.makeAsyncIterator()
        #expect(try await messages.next()?.subject == "now")
        await client.close()
        await listener.close()
    }

    @Test func `a server that says nothing for several pings is given up`() async throws {
        let server = try TestServer()
        var options = server.options()
        options.pingInterval = .milliseconds(400)
        let events = Events()
        let client = NATSClient(options, onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        // While it answers the pings it stays.
        try await Task.sleep(for: .milliseconds(2500))
        #expect(!events.all.contains { if case .disconnected = $0 { true } else { false } })
        server.freeze()
        await events.wait { if case .disconnected = $0 { true } else { false } }
        server.resume()
        await events.wait { if case .reconnected = $0 { true } else { false } }
        #expect(await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(20)) }?.code == .noResponders)
        await client.close()
    }

    @Test func `a server that comes back with TLS is served on`() async throws {
        let certificates = try TestCertificates()
        let server = try TestServer()
        var options = server.options()
        options.tls = NATSTLS(authorityFile: certificates.authority)
        let client = NATSClient(options)
        _ = try await client.connect(timeout: .seconds(5))
        #expect(client.core.session?.link.loop != nil)
        server.kill9()
        try server.write(certificates.configuration())
        try server.start()
        // A call may meet the connection on its way down.
        var code: NATSError.Code?
        for _ in 0..<100 where code != .noResponders {
            code = await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(20)) }?.code
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(code == .noResponders)
        #expect(client.core.session?.link.loop == nil)
        await client.close()
    }

    @Test func `nothing is kept of a client that is gone`() async throws {
        let server = try TestServer()
        weak var link: Link?
        do {
            let client = NATSClient(server.options())
            _ = try await client.connect(timeout: .seconds(5))
            link = client.core.session?.link
            #expect(link != nil)
        }
        for _ in 0..<1000 where link != nil { try await Task.sleep(for: .milliseconds(5)) }
        #expect(link == nil)
    }
}
