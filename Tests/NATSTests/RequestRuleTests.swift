import TestSupport
import Testing

@testable import NATS

/// Cancellation, many answers, sizes, and what a call does before it suspends.
@Suite struct RequestRuleTests {
    @Test func `a request is on its way before it first suspends`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let listener = NATSClient(server.options())
        let subscription = try await listener.subscribe("silence", timeout: .seconds(5))
        let before = client.core.session?.link.sentMessages ?? 0
        let task = Task.immediate { _ = try? await client.request("silence", timeout: .seconds(60)) }
        #expect(client.core.session?.link.sentMessages == before + 1)
        #expect(client.core.session?.link.inbox.count == 1)
        task.cancel()
        await task.value
        #expect(client.core.session?.link.inbox.count == 0)
        _ = subscription
        await client.close()
        await listener.close()
    }

    @Test func `a request cancelled before it starts is not sent`() async throws {
        let server = try TestServer()
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let before = client.core.session?.link.sentMessages ?? 0
        let task = Task { () -> NATSError? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(NATSError) { _ = try await client.request("x", timeout: .seconds(60)) } catch { return error }
            return nil
        }
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.mayHaveBeenSent == false)
        #expect(client.core.session?.link.sentMessages == before)
        await client.close()
    }

    @Test func `thousands of requests cancelled at any moment each end once`() async throws {
        let server = try TestServer()
        let responder = try await Responder.echo(server)
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let ended = Tally()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    let task = Task {
                        _ = try? await client.request("echo", payload: Array("\(number)".utf8), timeout: .seconds(30))
                        ended.add(number)
                    }
                    if number % 3 == 0 { await Task.yield() }
                    task.cancel()
                    await task.value
                }
            }
        }
        #expect(ended.counts.count == 2000)
        #expect(client.core.session?.link.inbox.count == 0)
        #expect(try await client.request("echo", payload: [9], timeout: .seconds(5)).payload == [9])
        responder.stop()
        await client.close()
    }

    @Test func `many answers are collected until the last, a count, a size or the time`() async throws {
        let server = try TestServer()
        let responder = try await Responder.answer(server, on: "count") { client, message in
            for number in 0..<5 {
                try? await client.publish(message.reply ?? "", payload: [UInt8(number), 0], timeout: .seconds(5))
            }
        }
        let client = NATSClient(server.options())
        let last = try await client.requestMany("count", timeout: .seconds(5)) { $0.payload.first == 3 }
        #expect(last.end == .last)
        #expect(last.messages.map(\.payload.first) == [0, 1, 2, 3])
        let count = try await client.requestMany("count", timeout: .seconds(5), maximumCount: 2) { _ in false }
        #expect(count.end == .count)
        #expect(count.messages.count == 2)
        let bytes = try await client.requestMany("count", timeout: .seconds(5), maximumBytes: 5) { _ in false }
        #expect(bytes.end == .bytes)
        #expect(bytes.messages.count == 3)
        let time = try await client.requestMany("count", timeout: .milliseconds(500)) { _ in false }
        #expect(time.end == .timeout)
        #expect(time.messages.count == 5)
        let clock = ContinuousClock()
        let begun = clock.now
        let quiet = try await client.requestMany("count", timeout: .seconds(30), quiet: .milliseconds(200)) { _ in false }
        #expect(quiet.end == .timeout)
        #expect(quiet.messages.count == 5)
        #expect(begun.duration(to: clock.now) < .seconds(20))
        let bounded = try await client.requestMany("count", timeout: .milliseconds(300), quiet: .seconds(60)) { _ in false }
        #expect(bounded.messages.count == 5, "the time for all of it bounds the quiet too")
        #expect(begun.duration(to: clock.now) < .seconds(20))
        let nobody = try await client.requestMany("nobody", timeout: .seconds(5)) { _ in false }
        #expect(nobody.end == .noResponders)
        #expect(nobody.messages.isEmpty)
        #expect(client.core.session?.link.inbox.count == 0)
        responder.stop()
        await client.close()
    }

    @Test func `status messages other than no responders are answers`() async throws {
        let server = try TestServer(jetStream: true)
        let client = NATSClient(server.options())
        let stream = Array(#"{"name":"S","subjects":["s"],"allow_direct":true}"#.utf8)
        _ = try await client.request("$JS.API.STREAM.CREATE.S", payload: stream, timeout: .seconds(5))
        let answer = try await client.request("$JS.API.DIRECT.GET.S", payload: Array(#"{"seq":7}"#.utf8), timeout: .seconds(5))
        #expect(answer.status == 404)
        #expect(answer.statusDescription == "Message Not Found")
        #expect(answer.headers.isEmpty)
        await client.close()
    }

    @Test func `a payload over the server's maximum is refused with both numbers`() async throws {
        let server = try TestServer("max_payload: 1000")
        let client = NATSClient(server.options())
        let error = await ConnectTests.error {
            try await client.publish("x", payload: [UInt8](repeating: 0, count: 1001), timeout: .seconds(5))
        }
        #expect(error?.code == .payloadTooLarge)
        #expect(error?.message.contains("1001") == true)
        #expect(error?.message.contains("1000") == true)
        let headers = await ConnectTests.error {
            try await client.publish("x", payload: [UInt8](repeating: 0, count: 1000), headers: ["A": "b"], timeout: .seconds(5))
        }
        #expect(headers?.code == .payloadTooLarge)
        let responder = try await Responder.echo(server)
        // The very largest passes, with headers too.
        let largest = [UInt8](repeating: 1, count: 1000)
        #expect(try await client.request("echo", payload: largest, timeout: .seconds(5)).payload == largest)
        let size = 1000 - NATSHeaders([.init(name: "A", value: "b")]).encodedSize
        let withHeader = try await client.request(
            "echo", payload: Array(largest.prefix(size)), headers: ["A": "b"], timeout: .seconds(5))
        #expect(withHeader.payload.count == size)
        responder.stop()
        await client.close()
    }

    @Test func `any bytes and large ones come through whole, many at a time`() async throws {
        let server = try TestServer()
        let responder = try await Responder.echo(server)
        let client = NATSClient(server.options())
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let payload = (0..<(number * 1500)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
                    return try await client.request("echo", payload: payload, timeout: .seconds(20)).payload == payload
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
        responder.stop()
        await client.close()
    }

    @Test func `what libnats would let pass is refused before it is sent`() async throws {
        let server = try TestServer()
        let listener = NATSClient(server.options())
        let client = NATSClient(server.options())
        _ = try await client.connect(timeout: .seconds(5))
        let everything = try await listener.subscribe(">", timeout: .seconds(5))
        for subject in ["x 0\r\n\r\nPUB injected", "bad subject", "a..b", "", "a.", ".a", "a.*", ">", "a\u{0}b", "a\tb"] {
            let error = await ConnectTests.error { try await client.publish(subject, timeout: .seconds(5)) }
            #expect(error?.code == .invalidSubject, "\(subject)")
            let reply = await ConnectTests.error { try await client.publish("x", reply: subject, timeout: .seconds(5)) }
            #expect(reply?.code == .invalidSubject, "\(subject)")
        }
        for (name, value) in [
            ("A\r\nB", "x"), ("A:", "x"), ("", "x"), ("A b", "x"), ("A", "x\r\nB: y"), ("A", "x\ny"), ("A", "x\u{0}"),
        ] {
            let error = await ConnectTests.error { try await client.publish("x", headers: [name: value], timeout: .seconds(5)) }
            #expect(error?.code == .invalidHeader)
        }
        try await client.publish("last", timeout: .seconds(5))
        var iterator = everything.makeAsyncIterator()
        #expect(try await iterator.next()?.subject == "last")
        await client.close()
        await listener.close()
    }
}
