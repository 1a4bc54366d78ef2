import JSON
import Model
import NATS
import TestSupport
import Testing

@testable import JetStream

@Suite(.world) struct `Reading about consumers` {
    private func jetStream() throws -> JetStreamClient { JetStreamClient(client: try world().client) }

    private func consumer(_ stream: String, _ name: String, _ configuration: JSONObject = [:]) async throws {
        var config: JSONObject = ["durable_name": .string(name), "ack_policy": "explicit"]
        for member in configuration.members { config[member.key] = member.value }
        try await world().api(
            "CONSUMER.DURABLE.CREATE.\(stream).\(name)", ["stream_name": .string(stream), "config": .object(config)])
    }

    @Test func `pages of consumers and names hold each once, and what is not there is an error of its own`() async throws {
        let jetStream = try jetStream()
        try await world().stream("PAGES")
        for number in 0..<300 { try await consumer("PAGES", "c\(1000 + number)") }
        let wanted = (0..<300).map { "c\(1000 + $0)" }
        let first = try await jetStream.consumers(of: "PAGES", offset: 0)
        #expect(first.consumers.count == 256 && first.total == 300 && first.next == 256)
        let second = try await jetStream.consumers(of: "PAGES", offset: 256)
        #expect(second.next == nil)
        #expect((first.consumers + second.consumers).map(\.name).sorted() == wanted)
        let beyond = try await jetStream.consumers(of: "PAGES", offset: 1000)
        #expect(beyond.consumers.isEmpty && beyond.next == nil)
        #expect(try await jetStream.consumerNames(of: "PAGES").sorted() == wanted)
        let gone = await #expect(throws: JetStreamError.self) { try await jetStream.consumerInfo(of: "PAGES", "c1") }
        #expect(gone?.code == .consumerNotFound)
        let nowhere = await #expect(throws: JetStreamError.self) { try await jetStream.consumerInfo(of: "PAGELESS", "c1") }
        #expect(nowhere?.code == .streamNotFound)
        let odd = await #expect(throws: JetStreamError.self) { try await jetStream.consumerInfo(of: "PAGES", "c.*") }
        #expect(odd?.code == .refused && odd?.apiErrorCode == nil)
    }

    @Test func `keeps fields it does not know and reads those it does`() async throws {
        try await world().stream("FIELDS")
        try await consumer("FIELDS", "push", ["deliver_subject": "d.x", "filter_subject": "FIELDS.a", "max_deliver": 3])
        let info = try await jetStream().consumerInfo(of: "FIELDS", "push")
        #expect(info.configuration.isPush && !info.isPushBound && info.isUnbound && info.isDurable)
        #expect(info.configuration.filters == ["FIELDS.a"] && info.configuration.deliveryLimit == 3)
        #expect(info.configuration.inFlightLimit == 1000 && !info.isFull && !info.gaveUp)
        #expect(info.configuration.json["replay_policy"] == "instant" && info.stream == "FIELDS")
        let unusual = ConsumerDefaults.deviations(info.configuration)
        #expect(unusual.count == 2 && unusual["deliver_subject"] == "d.x" && unusual["max_deliver"] == 3)
    }

    @Test(arguments: [true, false])
    func `messages of several filters come in order, each once, with where to go on`(_ direct: Bool) async throws {
        let name = direct ? "MERGED" : "MERGEL"
        try await world().stream(name, ["allow_direct": .bool(direct)])
        try await world().fill((0..<25).map { "\(name).s\($0)" }, 250)
        let info = try await jetStream().streamInfo(name)
        for count in [2, 5, 16, 20] {
            // Some twice, and one that takes what others take.
            let filters = (0..<count).map { "\(name).s\($0)" } + ["\(name).s0", "\(name).none"]
            let wanted = (1...250).filter { ($0 - 1) % 25 < count }.map { UInt64($0) }
            var found: [UInt64] = []
            var next: UInt64? = 1
            while let from = next {
                let page = try await jetStream().messages(
                    of: info, from: from, matchingAny: filters, PageBounds(limit: 7, bytes: 1 << 20))
                #expect(page.messages.count <= 7)
                found += page.messages.map(\.sequence)
                next = page.next
            }
            #expect(found == wanted, "\(count) filters")
        }
    }
}
