import Guard
import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Reading messages` {
    private func jetStream() throws -> JetStreamClient { JetStreamClient(client: try world().client) }

    /// A stream with gaps, headers, binary and empty payloads.
    private func make(_ name: String, direct: Bool, _ configuration: JSONObject = [:]) async throws -> StreamInfo {
        let world = try world()
        var configuration = configuration
        configuration["allow_direct"] = .bool(direct)
        try await world.stream(name, configuration)
        for number in 1...10 {
            let subject = number.isMultiple(of: 2) ? "\(name).even" : "\(name).odd"
            var headers: NATSHeaders = number == 3 ? ["Colour": "blue", "Unicode": "ß"] : [:]
            if number == 3 { headers.append("Colour", "green") }
            let payload: [UInt8] = number == 5 ? [0, 255, 10, 13] : number == 6 ? [] : Array("m\(number)".utf8)
            try await world.store(subject, payload, headers)
        }
        try await world.erase(name, [1, 4, 10])
        return try await jetStream().streamInfo(name)
    }

    private func read(
        _ info: StreamInfo, from: UInt64 = 1, matching: String? = nil, limit: Int = 100, maximumBytes: Int = 1 << 20
    ) async throws -> [StoredMessage] {
        try await jetStream().messages(
            of: info, from: from, matching: matching, PageBounds(limit: limit, bytes: maximumBytes)
        ).messages
    }

    @Test(arguments: [true, false])
    func `skips what was deleted, with and without direct gets`(_ direct: Bool) async throws {
        let info = try await make("GAPS\(direct ? 1 : 0)", direct: direct)
        #expect(try await read(info).map(\.sequence) == [2, 3, 5, 6, 7, 8, 9])
        #expect(try await read(info, from: 4).map(\.sequence) == [5, 6, 7, 8, 9])
        #expect(try await read(info, from: 10).map(\.sequence) == [])
        #expect(try await read(info, from: 11).map(\.sequence) == [])
        #expect(try await read(info, from: 0, limit: 2).map(\.sequence) == [2, 3])
        #expect(try await read(info, matching: info.name + ".even").map(\.sequence) == [2, 6, 8])
        #expect(try await read(info, matching: info.name + ".*", limit: 3).map(\.sequence) == [2, 3, 5])
        #expect(try await read(info, matching: "other").isEmpty)
    }

    @Test func `tells the same with and without direct gets`() async throws {
        let direct = try await read(make("SAME", direct: true))
        let leader = try await read(make("SAMF", direct: false))
        #expect(direct.count == leader.count)
        for (one, other) in zip(direct, leader) {
            #expect(one.sequence == other.sequence)
            #expect(one.subject.dropFirst(4) == other.subject.dropFirst(4))
            #expect(one.headers == other.headers)
            #expect(one.payload == other.payload)
            #expect(one.time.hasPrefix("20") && other.time.hasPrefix("20"))
        }
        #expect(direct[1].headers.values("Colour") == ["blue", "green"])
        #expect(direct[2].payload == [0, 255, 10, 13])
        #expect(direct[3].payload.isEmpty)
    }

    @Test(arguments: [true, false])
    func `one message is found by sequence, as the last and as the next`(_ direct: Bool) async throws {
        let info = try await make("ONE\(direct ? 1 : 0)", direct: direct)
        let jetStream = try jetStream()
        #expect(try await jetStream.message(of: info.name, .sequence(7), direct: direct).payload == Array("m7".utf8))
        #expect(try await jetStream.message(of: info.name, .last(subject: info.name + ".even"), direct: direct).sequence == 8)
        #expect(
            try await jetStream.message(of: info.name, .next(from: 4, subject: info.name + ".even"), direct: direct).sequence == 6
        )
        for selector in [
            MessageSelector.sequence(4), .sequence(99), .last(subject: "none"), .next(from: 9, subject: info.name + ".even"),
        ] {
            let error = await #expect(throws: JetStreamError.self) {
                try await jetStream.message(of: info.name, selector, direct: direct)
            }
            #expect(error?.code == .messageNotFound, "\(selector)")
        }
    }

    @Test(arguments: [true, false])
    func `stops asking when enough bytes are here, and goes on from there`(_ direct: Bool) async throws {
        let world = try world()
        let name = "BIG\(direct ? 1 : 0)"
        try await world.stream(name, ["allow_direct": .bool(direct)])
        for _ in 0..<40 { try await world.store(name + ".x", [UInt8](repeating: 7, count: 10_000)) }
        let info = try await jetStream().streamInfo(name)
        var sequences: [UInt64] = []
        var rounds = 0
        while rounds < 100 {
            let page = try await read(info, from: (sequences.last ?? 0) + 1, maximumBytes: 55_000)
            if page.isEmpty { break }
            #expect(page.reduce(0) { $0 + $1.payload.count } < 55_000 + 2 * 10_000)
            sequences += page.map(\.sequence)
            rounds += 1
        }
        #expect(sequences == Array(1...40))
        #expect(rounds >= 5)
    }

    @Test func `more messages than one batch holds come whole`() async throws {
        let world = try world()
        try await world.stream("LONG", ["allow_direct": true])
        try await world.fill(["LONG.a"], 3000)
        let info = try await jetStream().streamInfo("LONG")
        let page = try await jetStream().messages(
            of: info, from: 1, matching: nil, PageBounds(limit: 2500, bytes: 1 << 24))
        #expect(page.messages.map(\.sequence) == Array(1...2500))
        #expect(page.remaining == 500 && page.next == 2501)
    }

    @Test(arguments: ["workqueue", "interest"])
    func `leaves nothing behind in a stream that lets go of what was read`(_ retention: String) async throws {
        let world = try world()
        for direct in [true, false] {
            let name = retention.uppercased() + (direct ? "1" : "0")
            try await world.stream(name, ["retention": .string(retention), "allow_direct": .bool(direct)])
            try await world.api(
                "CONSUMER.CREATE.\(name).reader",
                ["stream_name": .string(name), "config": ["durable_name": "reader", "name": "reader", "ack_policy": "explicit"]])
            try await world.fill([name + ".a"], 20)
            let before = try await world.state(name)
            #expect(before["messages"] == 20)
            let info = try await jetStream().streamInfo(name)
            #expect(try await read(info).count == 20)
            #expect(try await read(info, matching: name + ".*", limit: 3).count == 3)
            _ = try await jetStream().message(of: name, .sequence(4), direct: direct)
            _ = try await jetStream().count(in: name, matching: name + ".a", below: 10)
            _ = try await jetStream().answer(.sequenceOfNewest(3, stream: name, matching: nil, below: 21))
            #expect(try await world.state(name) == before)
            let consumer = try await world.api("CONSUMER.INFO.\(name).reader")
            #expect(consumer["num_pending"] == 20)
            #expect(consumer["delivered"]?["stream_seq"] == 0)
        }
    }
}

@Suite struct `A batch of direct gets` {
    private static func message(_ sequence: Int, left: Int?) -> NATSMessage {
        var headers: NATSHeaders = ["Nats-Stream": "S", "Nats-Subject": "s", "Nats-Sequence": "\(sequence)"]
        if let left { headers.append("Nats-Num-Pending", "\(left)") }
        return NATSMessage(subject: "_INBOX.x", headers: headers)
    }

    private static func end(left: Int) -> NATSMessage {
        NATSMessage(subject: "_INBOX.x", headers: ["Nats-Num-Pending": "\(left)"], status: 204, statusDescription: "EOB")
    }

    @Test(arguments: [(2, 1), (1, 0)])
    func `leaves as many as its end says, though 2.11 counts each message as one that is left`(first: Int, second: Int) {
        let batch = StoredMessage.batch([Self.message(4, left: first), Self.message(7, left: second), Self.end(left: 0)])
        #expect(batch.map(\.sequence) == [4, 7])
        #expect(batch.last?.remaining == 0)
    }

    @Test func `is one message where the server knows no batches`() {
        let only = Self.message(4, left: nil)
        #expect(StoredMessage.endsBatch(only))
        #expect(StoredMessage.batch([only]).map(\.remaining) == [nil])
    }
}
