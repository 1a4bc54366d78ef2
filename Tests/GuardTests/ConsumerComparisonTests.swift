import JSON
import Model
import Testing

@testable import Guard

/// Where consumers of a restored stream stand: the same, elsewhere for a reason, not known, or where they must not be.
@Suite struct `Restored consumers` {
    private typealias Position = RestoredArchive.Position
    private static let whole = Position(
        delivered: 8, acknowledged: 3, deliveries: 9, acknowledgedDeliveries: 4, inFlight: 2, pending: 5)

    private func compared(
        _ position: Position?, _ fields: JSONObject = [:], isStreamSame: Bool = true, mayLapse: Bool = false, isThere: Bool = true
    ) -> ConsumerComparison {
        var json: JSONObject = [
            "name": "c", "delivered": ["consumer_seq": 9, "stream_seq": 8], "ack_floor": ["consumer_seq": 4, "stream_seq": 3],
            "num_pending": 5, "num_ack_pending": 2,
        ]
        for member in fields.members { json[member.key] = member.value }
        let change = StreamRestore.example(consumers: [.init(name: "c", mayLapse: mayLapse, position: position)])
        return ConsumerComparison(isThere ? [ConsumerInfo(json: json)] : [], of: change, isStreamSame: isStreamSame)
    }

    @Test func `stand where they stood with every number equal`() {
        let comparison = compared(Self.whole)
        #expect(comparison.same == 1 && comparison.words == nil && comparison.differs == [])
        #expect(comparison.json == ["same": 1])
    }

    @Test(
        arguments: [
            ["ack_floor": ["consumer_seq": 4, "stream_seq": 2]], ["num_ack_pending": 3],
            ["ack_floor": ["consumer_seq": 0, "stream_seq": 0], "delivered": ["consumer_seq": 0, "stream_seq": 0]],
        ] as [JSONObject])
    func `must not have forgotten what was acknowledged`(fields: JSONObject) {
        let comparison = compared(Self.whole, fields)
        #expect(comparison.differs.count == 1 && comparison.same == 0)
    }

    @Test func `must be there unless they go by themselves`() {
        #expect(compared(Self.whole, isThere: false).differs == ["the consumer \"c\" is not there"])
        let lapsed = compared(Self.whole, mayLapse: true, isThere: false)
        #expect(lapsed.differs == [] && lapsed.explained.count == 1)
    }

    @Test(
        arguments: [
            ["delivered": ["consumer_seq": 10, "stream_seq": 9]], ["ack_floor": ["consumer_seq": 5, "stream_seq": 4]],
            ["delivered": ["consumer_seq": 9, "stream_seq": 5]], ["num_ack_pending": 1], ["num_pending": 4],
            ["delivered": ["consumer_seq": 12, "stream_seq": 8]],
        ] as [JSONObject])
    func `may stand elsewhere, which is told and is not the same`(fields: JSONObject) {
        let comparison = compared(Self.whole, fields)
        #expect(comparison.differs == [] && comparison.same == 0 && comparison.explained.count == 1)
        #expect(comparison.words?.contains("\"c\"") == true)
    }

    @Test func `may not have counted yet, where only what is pending differs`() {
        #expect(compared(Self.whole, ["num_pending": 0]).mayBeCounting)
        #expect(!compared(Self.whole).mayBeCounting)
        // At work since, or with other messages: no look again would make it the archive's.
        #expect(!compared(Self.whole, ["num_pending": 0, "delivered": ["consumer_seq": 10, "stream_seq": 9]]).mayBeCounting)
        #expect(!compared(Self.whole, ["num_pending": 0], isStreamSame: false).mayBeCounting)
    }

    @Test func `are unknown where the archive does not tell, never the same`() {
        let unread = compared(nil)
        #expect(unread.same == 0 && unread.unknown == ["\"c\": the archive does not tell where it stood"])
        for position in [
            Position(delivered: 8, acknowledged: 3, deliveries: 9, acknowledgedDeliveries: 4, inFlight: 2),
            Position(delivered: 8, acknowledged: 3, deliveries: 9, acknowledgedDeliveries: 4, pending: 5),
            Position(delivered: 8, acknowledged: 3, inFlight: 2, pending: 5),
        ] {
            let comparison = compared(position)
            #expect(comparison.same == 0 && comparison.unknown.count == 1 && comparison.differs == [])
            #expect(comparison.json == ["same": 0, "unknown": 1])
        }
        // What was pending depends on the messages there are.
        let grown = compared(Self.whole, ["num_pending": 7], isStreamSame: false)
        #expect(grown.same == 0 && grown.explained == [] && grown.unknown.first?.contains("other messages") == true)
        #expect(ConsumerComparison(unknown: "nobody answered").words?.contains("nobody answered") == true)
    }
}
