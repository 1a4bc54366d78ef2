import Synchronization
import TestSupport
import Testing

@testable import NATS

/// What is left of a client that is closed or dropped: nothing.
@Suite struct CloseTests {
    @Test(.timeLimit(.minutes(1)))
    func `a closed client lets go of its connection, its inbox and its subscriptions`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        weak var inbox: Inbox?
        weak var core: SubscriptionCore?
        do {
            let subscription = try await client.subscribe("a", timeout: .seconds(5))
            try await client.publish("a", timeout: .seconds(5))
            inbox = client.core.session?.link.inbox
            core = client.core.session?.link.subscriptions.withLock { $0.values.first }
            #expect(inbox != nil && core != nil)
            await client.close(timeout: .seconds(20))
            _ = subscription
        }
        while inbox != nil || core != nil { try await Task.sleep(for: .milliseconds(1)) }
        await client.close()
    }

    @Test(.timeLimit(.minutes(1)))
    func `a client that is dropped closes its connection`() async throws {
        let server = try TestServer()
        weak var inbox: Inbox?
        do {
            let client = NATSClient(server.options())
            _ = try await client.connect(timeout: .seconds(5))
            inbox = client.core.session?.link.inbox
            #expect(inbox != nil)
        }
        while inbox != nil { try await Task.sleep(for: .milliseconds(1)) }
    }
}
