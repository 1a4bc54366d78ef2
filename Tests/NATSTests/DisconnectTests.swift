import NATS
import TestSupport
import Testing

/// What becomes of calls when the server goes away, and that everything is well again when it is back.
@Suite struct DisconnectTests {
    @Test func `calls under way fail at once when the server dies`() async throws {
        let server = try TestServer()
        let silent = NATSClient(server.options())
        let subscription = try await silent.subscribe("silence", timeout: .seconds(5))
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let tasks = (0..<20).map { _ in
            Task.immediate { await ConnectTests.error { _ = try await client.request("silence", timeout: .seconds(60)) } }
        }
        server.kill9()
        for task in tasks {
            let error = await task.value
            #expect(error?.code == .disconnected)
            #expect(error?.mayHaveBeenSent == true)
        }
        _ = subscription
        await client.close()
        await silent.close()
    }

    @Test func `a call made while reconnecting fails after the grace and says since when`() async throws {
        let server = try TestServer()
        var options = server.options()
        options.reconnectGrace = .milliseconds(100)
        let events = Events()
        let client = NATSClient(options, onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        server.kill9()
        await events.wait { if case .disconnected = $0 { true } else { false } }
        let error = await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(60)) }
        #expect(error?.code == .disconnected)
        #expect(error?.mayHaveBeenSent == false)
        #expect(error?.message.contains("is down since") == true)
        guard case .reconnecting = client.state else {
            Issue.record("the state is \(client.state)")
            return
        }
        await client.close()
    }

    @Test func `a call made while reconnecting is carried out when the server is back in time`() async throws {
        let server = try TestServer()
        var options = server.options()
        options.reconnectGrace = .seconds(20)
        let events = Events()
        let client = NATSClient(options, onEvent: events.add)
        _ = try await client.connect(timeout: .seconds(5))
        server.kill9()
        await events.wait { if case .disconnected = $0 { true } else { false } }
        let task = Task.immediate { await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(60)) } }
        try server.start()
        #expect(await task.value?.code == .noResponders)
        await client.close()
    }

    @Test func `a frozen server is a timeout, and serves again when it thaws`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        server.freeze()
        let error = await ConnectTests.error { _ = try await client.request("x", timeout: .milliseconds(100)) }
        #expect(error?.code == .timeout)
        server.resume()
        let after = await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(20)) }
        #expect(after?.code == .noResponders)
        await client.close()
    }

    @Test func `each of thousands of requests completes exactly once over a kill and restart`() async throws {
        let server = try TestServer()
        let responder = try await Responder.echo(server)
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let completed = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<32 {
                group.addTask {
                    for number in 0..<100 {
                        let id = worker * 1000 + number
                        let payload = Array("\(id)".utf8)
                        do throws(NATSError) {
                            let answer = try await client.request("echo", payload: payload, timeout: .seconds(20))
                            #expect(answer.payload == payload)
                        } catch {
                            #expect([.disconnected, .noResponders].contains(error.code), "\(error)")
                        }
                        completed.add(id)
                    }
                }
            }
            group.addTask {
                for _ in 0..<3 {
                    try await Task.sleep(for: .milliseconds(50))
                    try server.restart()
                }
            }
            try await group.waitForAll()
        }
        #expect(completed.counts.count == 3200)
        #expect(completed.counts.values.allSatisfy { $0 == 1 })
        // Both come back by themselves; the responder may be later than the client.
        var answer: NATSMessage?
        for _ in 0..<200 where answer == nil {
            answer = try? await client.request("echo", payload: [1], timeout: .seconds(5))
            if answer == nil { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(answer?.payload == [1])
        responder.stop()
        await client.close()
    }

    @Test func `nothing that failed while the server was away is sent when it is back`() async throws {
        let server = try TestServer()
        var options = server.options()
        options.reconnectGrace = .zero
        let events = Events()
        let client = NATSClient(options, onEvent: events.add)
        let received = NATSClient(server.options())
        let subscription = try await received.subscribe("orders", timeout: .seconds(5))
        _ = try await client.connect(timeout: .seconds(5))
        server.kill9()
        await events.wait { if case .disconnected = $0 { true } else { false } }
        for _ in 0..<20 {
            let error = await ConnectTests.error {
                try await client.publish("orders", payload: Array("lost".utf8), timeout: .seconds(5))
            }
            #expect(error?.code == .disconnected)
            #expect(error?.mayHaveBeenSent == false)
        }
        try server.start()
        await events.wait { if case .reconnected = $0 { true } else { false } }
        // The subscriber is back too when its own flush has been answered.
        var isBack = false
        while !isBack { isBack = (try? await received.flush(timeout: .seconds(5))) != nil }
        try await client.publish("orders", payload: Array("sent".utf8), timeout: .seconds(5))
        var iterator = subscription.makeAsyncIterator()
        #expect(try await iterator.next()?.payload == Array("sent".utf8))
        await client.close()
        await received.close()
    }

    @Test func `a user revoked while connected gets the true error, and a new connection once allowed again`() async throws {
        let server = try TestServer("authorization { user: ann, password: one }")
        let client = NATSClient(server.options(.user("ann", password: Secret("one"))))
        _ = try await client.connect(timeout: .seconds(5))
        try server.write("authorization { user: ann, password: two }")
        try server.restart()
        var error: NATSError?
        for _ in 0..<100 where error?.code != .authenticationFailed {
            error = await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(10)) }
        }
        #expect(error?.code == .authenticationFailed)
        try server.write("authorization { user: ann, password: one }")
        try server.restart()
        var after: NATSError?
        for _ in 0..<100 where after?.code != .noResponders {
            after = await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(10)) }
        }
        #expect(after?.code == .noResponders)
        await client.close()
    }

    @Test func `closing ends calls under way`() async throws {
        let server = try TestServer()
        let silent = NATSClient(server.options())
        let subscription = try await silent.subscribe("silence", timeout: .seconds(5))
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let task = Task.immediate { await ConnectTests.error { _ = try await client.request("silence", timeout: .seconds(60)) } }
        await client.close()
        #expect(await task.value?.code == .closed)
        _ = subscription
        await silent.close()
    }
}
