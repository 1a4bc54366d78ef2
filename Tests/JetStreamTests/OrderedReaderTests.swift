import JSON
import Model
import NATS
import Platform
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Reading a stream in order` {
    private func jetStream() throws -> JetStreamClient { JetStreamClient(client: try world().client) }

    private func info(_ stream: String) async throws -> StreamInfo { try await jetStream().streamInfo(stream) }

    private func consumers(_ stream: String) async throws -> UInt64? {
        try await world().state(stream)["consumer_count"]?.uint64
    }

    /// All that was there, as subject and payload.
    private func stored(_ stream: String, _ order: ReadOrder) async throws -> [StoredMessage] {
        try await jetStream().read(try await info(stream), order) { reader in
            var all: [StoredMessage] = []
            while let message = try await reader.nextStored() { all.append(message) }
            #expect(reader.isCaughtUp)
            return all
        }
    }

    @Test(arguments: [1, 7, 500])
    func `gives every message once, whatever the batch, and leaves nothing behind`(_ batch: Int) async throws {
        let name = "ALL\(batch)"
        try await world().stream(name)
        try await world().fill([name + ".a", name + ".b"], 100)
        let all = try await stored(name, ReadOrder(.first, batch: batch))
        #expect(all.map(\.sequence) == Array(1...100))
        #expect(all.map(\.payload) == (0..<100).map { Array(String($0).utf8) })
        #expect(all.last?.remaining == 0)
        #expect(all.first?.subject == name + ".a")
        #expect(all.first?.time.hasPrefix("20") == true)
        #expect(try await consumers(name) == 0)
    }

    @Test func `begins where it is told to and tells where it ended`() async throws {
        try await world().stream("BEGIN")
        try await world().fill(["BEGIN.a", "BEGIN.b", "BEGIN.c"], 30)
        #expect(try await stored("BEGIN", ReadOrder(.sequence(28))).map(\.sequence) == [28, 29, 30])
        #expect(try await stored("BEGIN", ReadOrder(.lastPerSubject)).map(\.sequence) == [28, 29, 30])
        #expect(try await stored("BEGIN", ReadOrder(.lastPerSubject, filters: ["BEGIN.b"])).map(\.sequence) == [29])
        #expect(try await stored("BEGIN", ReadOrder(.first, filters: ["BEGIN.a", "BEGIN.c"])).count == 20)
        #expect(try await stored("BEGIN", ReadOrder(.first, filters: ["none"])).isEmpty)
        let tenth = try await jetStream().message(of: "BEGIN", .sequence(10), direct: false)
        let time = try #require(WallTime(rfc3339: tenth.time))
        #expect(try await stored("BEGIN", ReadOrder(.time(time))).first?.sequence == 10)
        let position = try await jetStream().read(try await info("BEGIN"), ReadOrder(.first)) { reader in
            for _ in 0..<5 { _ = try await reader.nextStored() }
            return reader.position
        }
        #expect(position == 6)
    }

    @Test func `payloads can be left out, their size is known`() async throws {
        try await world().stream("SIZES")
        try await world().store("SIZES.a", "12345", ["A": "b"])
        try await world().store("SIZES.a", "")
        let headers = try await stored("SIZES", ReadOrder(.first, headersOnly: true))
        #expect(headers.map(\.payload) == [[], []])
        #expect(headers.map(\.storedSize) == [5, 0])
        #expect(headers.first?.headers["A"] == "b")
        #expect(try await stored("SIZES", ReadOrder(.first)).map(\.storedSize) == [5, 0])
    }

    @Test func `a message larger than a batch comes all the same`() async throws {
        try await world().stream("LARGE")
        for size in [10, 5000, 10, 3000, 3000] { try await world().store("LARGE.a", [UInt8](repeating: 7, count: size)) }
        let all = try await stored("LARGE", ReadOrder(.first, batchBytes: 1024))
        #expect(all.map(\.payload.count) == [10, 5000, 10, 3000, 3000])
    }

    @Test func `waits for what is yet to come, and gives up when told`() async throws {
        let world = try world()
        try await world.stream("LATER")
        try await world.fill(["LATER.a"], 3)
        try await jetStream().read(try await info("LATER"), ReadOrder(.new)) { reader in
            #expect(try await reader.next(within: .milliseconds(100)) == nil)
            #expect(reader.isCaughtUp)
            #expect(reader.position == 4)
            try await world.store("LATER.b", "x")
            #expect(try await reader.next(within: .seconds(10))?.sequence == 4)
            async let late = world.store("LATER.b", "y")
            #expect(try await reader.next(within: .seconds(10))?.sequence == 5)
            _ = try await late
            #expect(reader.position == 6)
        }
        #expect(try await consumers("LATER") == 0)
    }

    @Test func `goes on behind the last message when its consumer is gone`() async throws {
        let world = try world()
        try await world.stream("LOST")
        try await world.fill(["LOST.a"], 50)
        try await jetStream().read(try await info("LOST"), ReadOrder(.first, batch: 10)) { reader in
            var seen: [UInt64] = []
            while let message = try await reader.nextStored() {
                seen.append(message.sequence)
                guard seen.count % 15 == 0, let name = reader.consumer?.name else { continue }
                try await world.api("CONSUMER.DELETE.LOST." + name)
            }
            #expect(seen == Array(1...50))
        }
        #expect(try await consumers("LOST") == 0)
    }

    @Test func `messages another reader of its consumer takes away are noticed and read again`() async throws {
        let world = try world()
        try await world.stream("THEFT")
        try await world.fill(["THEFT.a"], 30)
        try await jetStream().read(try await info("THEFT"), ReadOrder(.first, batch: 10)) { reader in
            var seen: [UInt64] = []
            while let message = try await reader.nextStored() {
                seen.append(message.sequence)
                guard seen.count == 10, let name = reader.consumer?.name else { continue }
                let thief = try await world.client.subscribe("thief", timeout: .seconds(10))
                try await world.client.publish("$JS.API.CONSUMER.MSG.NEXT.THEFT." + name, reply: "thief", timeout: .seconds(10))
                for try await message in thief {
                    #expect(message.subject == "THEFT.a")
                    break
                }
            }
            #expect(seen == Array(1...30))
        }
    }

    @Test func `what is deleted while it reads does not hold it up`() async throws {
        let world = try world()
        try await world.stream("SHRINK")
        try await world.fill(["SHRINK.a"], 30)
        try await jetStream().read(try await info("SHRINK"), ReadOrder(.first, batch: 10)) { reader in
            var seen: [UInt64] = []
            while let message = try await reader.nextStored() {
                seen.append(message.sequence)
                if seen.count == 10 { try await world.api("STREAM.PURGE.SHRINK") }
            }
            #expect(seen == Array(1...10))
        }
    }

    @Test func `a cancelled reader is over at once and its consumer gone`() async throws {
        let world = try world()
        try await world.stream("CANCEL")
        let info = try await info("CANCEL")
        let jetStream = try jetStream()
        let task = Task {
            try await jetStream.read(info, ReadOrder(.new)) { reader in
                _ = try await reader.next(within: .seconds(60))
            }
        }
        #expect(try await world.eventually { try await consumers("CANCEL") == 1 })
        task.cancel()
        await #expect { try await task.value } throws: { ($0 as? JetStreamError)?.cause?.code == .cancelled }
        #expect(try await consumers("CANCEL") == 0)
    }

    @Test func `an error of the taker ends it too`() async throws {
        try await world().stream("THROWS")
        try await world().fill(["THROWS.a"], 3)
        let (jetStream, info) = (try jetStream(), try await info("THROWS"))
        await #expect(throws: JetStreamWorld.Refusal.self) {
            try await jetStream.read(info, ReadOrder(.first)) { reader in
                _ = try await reader.nextStored()
                throw JetStreamWorld.Refusal("enough")
            }
        }
        #expect(try await consumers("THROWS") == 0)
    }

    @Test(arguments: ["interest", "workqueue"])
    func `streams whose messages a consumer keeps or erases are not read that way`(_ retention: String) async throws {
        let name = "KEEP" + retention
        try await world().stream(name, ["retention": .string(retention)])
        let error = await #expect(throws: JetStreamError.self) { _ = try await stored(name, ReadOrder(.first)) }
        #expect(error?.message.contains(retention) == true)
        #expect(try await consumers(name) == 0)
    }

    @Test func `a stream that is made anew meanwhile is an error, not a gap`() async throws {
        let world = try world()
        try await world.stream("ANEW")
        try await world.fill(["ANEW.a"], 5)
        let (jetStream, info) = (try jetStream(), try await info("ANEW"))
        let error = await #expect(throws: JetStreamError.self) {
            try await jetStream.read(info, ReadOrder(.first)) { reader in
                while try await reader.nextStored() != nil {}
                try await world.api("STREAM.DELETE.ANEW")
                try await world.stream("ANEW")
                _ = try await reader.next(within: .seconds(20))
            }
        }
        #expect(error?.code == .streamNotFound)
    }

    @Test func `the time of the call is kept to`() async throws {
        try await world().stream("BUDGET")
        let (jetStream, info) = (try jetStream().within(TimeBudget(.milliseconds(300))), try await info("BUDGET"))
        let error = await #expect(throws: JetStreamError.self) {
            try await jetStream.read(info, ReadOrder(.new)) { reader in _ = try await reader.next(within: .seconds(60)) }
        }
        #expect(error?.cause?.code == .timeout)
        #expect(try await consumers("BUDGET") == 0)
    }

    @Test func `a restart of the server is read over, nothing twice and nothing missed`() async throws {
        let world = try await JetStreamWorld()
        try await world.stream("RESTART", ["storage": "file"])
        try await world.fill(["RESTART.a"], 40)
        let jetStream = JetStreamClient(client: world.client)
        let seen = try await jetStream.read(try await jetStream.streamInfo("RESTART"), ReadOrder(.first, batch: 10)) { reader in
            var seen: [UInt64] = []
            while seen.count < 41 {
                guard let message = try await reader.next(within: .seconds(20)) else { break }
                seen.append(message.sequence)
                if seen.count == 15 { try world.server.restart() }
                if seen.count == 40 {
                    try world.server.restart()
                    try await world.store("RESTART.a", "last")
                }
            }
            return seen
        }
        #expect(seen == Array(1...41))
        #expect(try await world.state("RESTART")["consumer_count"] == 0)
    }

    /// An account exports its API with one answer a request, unless it says otherwise.
    @Test(arguments: ["$JS.API", "ops.API"])
    func `works over an import that lets one answer through`(_ prefix: String) async throws {
        let world = try await JetStreamWorld(
            """
            accounts {
              OPS {
                jetstream: enabled, users: [ { user: ops, password: p } ]
                exports: [ { service: "$JS.API.>" } ]
              }
              GUEST {
                users: [ { user: guest, password: p } ]
                imports: [ { service: { account: OPS, subject: "$JS.API.>" }, to: "\(prefix).>" } ]
              }
            }
            """, authentication: .user("ops", password: Secret("p")))
        try await world.stream("FAR")
        try await world.fill(["FAR.a"], 30)
        let guest = world.anotherClient(.user("guest", password: Secret("p")))
        let jetStream = JetStreamClient(client: guest, prefix: prefix)
        let info = try await jetStream.streamInfo("FAR")
        try await jetStream.read(info, ReadOrder(.first)) { reader in
            var seen: [UInt64] = []
            while let message = try await reader.nextStored() { seen.append(message.sequence) }
            #expect(seen == Array(1...30))
            #expect(reader.bringsSeveral == false)
            try await world.store("FAR.a", "live")
            #expect(try await reader.next(within: .seconds(20))?.sequence == 31)
        }
        #expect(try await world.state("FAR")["consumer_count"] == 0)
        await guest.close()
        await world.client.close()
    }

    @Test func `a patient reader is told of what comes, asks rarely, and notices at once that its consumer is gone`() async throws
    {
        let world = try world()
        try await world.stream("PATIENT")
        var order = ReadOrder(.new)
        order.isPatient = true
        try await jetStream().read(try await info("PATIENT"), order) { reader in
            // Longer than an impatient request and than a heartbeat.
            #expect(try await reader.next(within: .seconds(6)) == nil)
            #expect(reader.requestCount == 1)
            try await world.store("PATIENT.a", "x")
            #expect(try await reader.next(within: .seconds(1))?.sequence == 1)
            #expect(try await reader.next(within: .milliseconds(50)) == nil)
            try await world.api("CONSUMER.DELETE.PATIENT." + (try #require(reader.consumer).name))
            try await world.store("PATIENT.a", "y")
            #expect(try await reader.next(within: .seconds(1))?.sequence == 2)
        }
        #expect(try await consumers("PATIENT") == 0)
    }

    @Test func `a patient reader over an import that lets one answer through loses its patience`() async throws {
        let world = try await JetStreamWorld(
            """
            accounts {
              OPS {
                jetstream: enabled, users: [ { user: ops, password: p } ]
                exports: [ { service: "$JS.API.>" } ]
              }
              GUEST {
                users: [ { user: guest, password: p } ]
                imports: [ { service: { account: OPS, subject: "$JS.API.>" } } ]
              }
            }
            """, authentication: .user("ops", password: Secret("p")))
        try await world.stream("FAR")
        let guest = world.anotherClient(.user("guest", password: Secret("p")))
        let jetStream = JetStreamClient(client: guest)
        var order = ReadOrder(.new)
        order.isPatient = true
        try await jetStream.read(try await jetStream.streamInfo("FAR"), order) { reader in
            #expect(try await reader.next(within: .seconds(6)) == nil)
            // The one answer was a heartbeat.
            try await world.store("FAR.a", "late")
            #expect(try await reader.next(within: .seconds(20))?.sequence == 1)
            #expect(reader.bringsSeveral == false)
            try await world.store("FAR.a", "soon")
            #expect(try await reader.next(within: .seconds(4))?.sequence == 2)
        }
        #expect(try await world.state("FAR")["consumer_count"] == 0)
        await guest.close()
        await world.client.close()
    }

    @Test func `what was stored while the connection was down is not missed by one who reads only what is new`() async throws {
        let world = try await JetStreamWorld()
        try await world.stream("DOWN", ["storage": "file"])
        try await world.fill(["DOWN.a"], 3)
        let jetStream = JetStreamClient(client: world.client)
        let next = try await jetStream.read(try await jetStream.streamInfo("DOWN"), ReadOrder(.new)) { reader in
            _ = try await reader.next(within: .milliseconds(50))
            try world.server.restart()
            let other = world.anotherClient()
            _ = try await other.request("DOWN.a", payload: [1], timeout: .seconds(20))
            return try await reader.next(within: .seconds(20))
        }
        #expect(next?.sequence == 4)
    }
}

@Suite struct `Where a delivery stands` {
    @Test(arguments: [
        "$JS.ACK.S.c.1.42.7.1700000000000000001.3", "$JS.ACK._.HASH.S.c.1.42.7.1700000000000000001.3",
        "$JS.ACK.hub.HASH.S.c.1.42.7.1700000000000000001.3.random",
    ])
    func `is read from old and new reply subjects`(_ reply: String) throws {
        let position = try #require(DeliveryPosition(reply))
        #expect(position.streamSequence == 42)
        #expect(position.consumerSequence == 7)
        #expect(position.consumer == "c")
        #expect(position.pending == 3)
        #expect(position.time.nanoseconds == 1_700_000_000_000_000_001)
    }

    @Test(arguments: [nil, "", "a.b", "$JS.ACK.S.c.1.x.7.1.3", "$JS.ACK.S.c.1.42.7.1", "_INBOX.S.c.1.42.7.1.3.4"])
    func `is not made up`(_ reply: String?) { #expect(DeliveryPosition(reply) == nil) }
}
