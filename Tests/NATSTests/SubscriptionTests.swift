import Synchronization
import TestSupport
import Testing

@testable import NATS

/// Subscriptions as sequences: order, bound, ends.
@Suite struct SubscriptionTests {
    @Test func `messages come in order, with all they carry`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let subscription = try await client.subscribe("a.*", timeout: .seconds(5))
        for number in 0..<100 {
            try await client.publish(
                "a.\(number)", payload: [UInt8(number)], headers: ["N": "\(number)"], reply: "r", timeout: .seconds(5))
        }
        var iterator = subscription.makeAsyncIterator()
        for number in 0..<100 {
            let message = try await iterator.next()
            #expect(
                message == NATSMessage(subject: "a.\(number)", reply: "r", headers: ["N": "\(number)"], payload: [UInt8(number)]))
        }
        await client.close()
    }

    @Test func `more messages than the bound end it with slow consumer, after those within`() async throws {
        let server = try TestServer()
        let events = Events()
        let client = NATSClient(server.options(), onEvent: events.add)
        let subscription = try await client.subscribe("a", bound: 10, timeout: .seconds(5))
        for number in 0..<30 { try await client.publish("a", payload: [UInt8(number)], timeout: .seconds(5)) }
        await events.wait { $0 == .slowConsumer(subject: "a") }
        var received: [UInt8] = []
        var failure: NATSError?
        do throws(NATSError) {
            for try await message in subscription { received += message.payload }
        } catch {
            failure = error
        }
        #expect(received == Array(0..<10))
        #expect(failure?.code == .slowConsumer)
        #expect(failure?.message.contains("10") == true)
        // The connection itself is well.
        #expect(await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(5)) }?.code == .noResponders)
        await client.close()
    }

    @Test func `a wait that is over ends nothing: the next message comes all the same`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        var iterator = try await client.subscribe("a", timeout: .seconds(5)).makeAsyncIterator()
        for number in UInt8(0)..<3 {
            do throws(NATSError) {
                _ = try await iterator.next(within: .milliseconds(10))
                Issue.record("There was no message.")
            } catch {
                #expect(error.code == .timeout)
            }
            try await client.publish("a", payload: [number], timeout: .seconds(5))
            let message = try await iterator.next(within: .seconds(10))
            #expect(message?.payload == [number])
        }
        #expect(client.newInbox() != client.newInbox())
        #expect(client.newInbox().hasPrefix("_INBOX."))
        await client.close()
    }

    @Test func `cancelling leaves what is here to be read, then ends`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let subscription = try await client.subscribe("a", timeout: .seconds(5))
        try await client.publish("a", payload: [1], timeout: .seconds(5))
        try await client.publish("a", payload: [2], timeout: .seconds(5))
        var iterator = subscription.makeAsyncIterator()
        #expect(try await iterator.next()?.payload == [1])
        while client.core.session?.link.subscriptions.withLock({ $0.values.first?.waiting }) != 1 { await Task.yield() }
        subscription.cancel()
        #expect(try await iterator.next()?.payload == [2])
        #expect(try await iterator.next() == nil)
        #expect(try await iterator.next() == nil)
        await client.close()
    }

    @Test func `cancelling the task that waits ends it`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let subscription = try await client.subscribe("a", timeout: .seconds(5))
        let task = Task.immediate { () -> Int in
            var count = 0
            for try await _ in subscription { count += 1 }
            return count
        }
        task.cancel()
        #expect(try await task.value == 0)
        await client.close()
    }

    @Test func `ending the iteration unsubscribes`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let subscription = try await client.subscribe("a", timeout: .seconds(5))
        try await client.publish("a", timeout: .seconds(5))
        for try await _ in subscription { break }
        // The server knows of nobody any more when it says so.
        var error: NATSError?
        for _ in 0..<1000 where error?.code != .noResponders {
            error = await ConnectTests.error { _ = try await client.request("a", timeout: .milliseconds(50)) }
        }
        #expect(error?.code == .noResponders)
        await client.close()
    }

    @Test func `a subscription goes on after the server was restarted`() async throws {
        let server = try TestServer()
        let events = Events()
        let client = NATSClient(server.options(), onEvent: events.add)
        let subscription = try await client.subscribe("a", timeout: .seconds(5))
        try server.restart()
        await events.wait { if case .reconnected = $0 { true } else { false } }
        try await client.publish("a", payload: [5], timeout: .seconds(20))
        var iterator = subscription.makeAsyncIterator()
        #expect(try await iterator.next()?.payload == [5])
        await client.close()
    }

    @Test func `closing the client ends it as closed`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let subscription = try await client.subscribe("a", timeout: .seconds(5))
        let task = Task.immediate { await ConnectTests.error { for try await _ in subscription {} } }
        await client.close()
        #expect(await task.value?.code == .closed)
    }

    @Test func `a queue group shares the messages`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        let one = try await client.subscribe("work", queue: "q", timeout: .seconds(5))
        let two = try await client.subscribe("work", queue: "q", timeout: .seconds(5))
        for number in 0..<50 { try await client.publish("work", payload: [UInt8(number)], timeout: .seconds(5)) }
        try await client.flush(timeout: .seconds(5))
        let total = { client.core.session?.link.subscriptions.withLock { $0.values.reduce(0) { $0 + $1.waiting } } }
        while total() != 50 { await Task.yield() }
        one.cancel()
        two.cancel()
        let bad = await ConnectTests.error { _ = try await client.subscribe("work", queue: "q 1", timeout: .seconds(5)) }
        #expect(bad?.code == .invalidSubject)
        await client.close()
    }

    @Test func `two thousand subscriptions come and go under traffic`() async throws {
        let server = try TestServer()
        let publisher = NATSClient(server.options())
        _ = try await publisher.connect(timeout: .seconds(5))
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let traffic = Task {
            while !Task.isCancelled {
                for _ in 0..<50 { try await publisher.publish("flood", payload: [1, 2, 3], timeout: .seconds(5)) }
                try await publisher.flush(timeout: .seconds(5))
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<250 {
                        let subscription = try await client.subscribe("flood", bound: 50_000, timeout: .seconds(20))
                        if (number + worker) % 2 == 0 {
                            for try await message in subscription {
                                #expect(message.payload == [1, 2, 3])
                                break
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        traffic.cancel()
        _ = await traffic.result
        #expect(await ConnectTests.error { _ = try await client.request("x", timeout: .seconds(5)) }?.code == .noResponders)
        // Each is let go of by the library, then by us.
        while client.core.session?.link.subscriptions.withLock({ $0.isEmpty }) == false { await Task.yield() }
        await client.close(timeout: .seconds(10))
        await publisher.close()
    }
}
