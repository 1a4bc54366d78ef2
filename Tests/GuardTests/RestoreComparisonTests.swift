import JSON
import Model
import Testing

@testable import Guard

/// When a restored stream is what was backed up, and when it is another for a reason.
@Suite struct `A restored stream` {
    private func comparison(
        _ state: JSONObject, _ change: StreamRestore = .example(consumers: [.init(name: "c")])
    ) -> RestoreComparison {
        var whole: JSONObject = ["messages": 10, "bytes": 1000, "first_seq": 1, "last_seq": 10, "consumer_count": 1]
        for member in state.members { whole[member.key] = member.value }
        return RestoreComparison(StreamState(json: whole), of: change)
    }

    private func differs(_ comparison: RestoreComparison) -> Bool { if case .differs = comparison { true } else { false } }
    private func isExplained(_ comparison: RestoreComparison) -> Bool { if case .explained = comparison { true } else { false } }

    @Test func `is the same with every number equal`() {
        #expect(comparison([:]) == .same)
    }

    @Test(
        arguments: [
            ["messages": 9], ["messages": 0, "first_seq": 11], ["first_seq": 2, "messages": 9], ["last_seq": 9, "messages": 9],
            ["bytes": 999], ["consumer_count": 0], ["messages": 11],
        ] as [JSONObject])
    func `differs by a message, a byte or a consumer`(state: JSONObject) {
        #expect(differs(comparison(state)))
    }

    @Test func `may have got more meanwhile`() {
        #expect(isExplained(comparison(["messages": 12, "last_seq": 12, "bytes": 1200])))
    }

    @Test func `may have lost what its age or its consumers take`() {
        let lost: JSONObject = ["messages": 4, "first_seq": 7, "bytes": 400]
        #expect(isExplained(comparison(lost, .example(["max_age": 1000], consumers: [.init(name: "c")]))))
        #expect(isExplained(comparison(lost, .example(["allow_msg_ttl": true], consumers: [.init(name: "c")]))))
        #expect(isExplained(comparison(lost, .example(["retention": "workqueue"], consumers: [.init(name: "c")]))))
        // A year is not over after two milliseconds.
        #expect(differs(comparison(lost, .example(["max_age": 31_536_000_000_000_000], consumers: [.init(name: "c")]))))
        // Nobody was there to take it.
        #expect(differs(comparison(lost, .example(["retention": "workqueue"], withConsumers: false))))
    }

    @Test func `has other bytes in other storage`() {
        #expect(comparison(["bytes": 860], .example(["storage": "memory"], consumers: [.init(name: "c")])) == .same)
    }
}
