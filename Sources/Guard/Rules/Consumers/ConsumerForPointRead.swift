import JSON
import Model

extension Rule where C == ConsumerDelete {
    static let consumerForPointRead: Rule = Rule(
        code: "NG-C016", name: "consumer-for-point-read", level: .info,
        why: "A consumer made to read one message costs its servers as much as one that reads a million.",
        instead: "stream_get, in programs a direct get: no consumer at all.",
        reversible: true, source: "ADR-31; the operator's creed",
        examples: [
            RuleExample(
                "one message read", .example, .consumerExample(position: ["delivered": ["consumer_seq": 1, "stream_seq": 5]]),
                expected: .info),
            RuleExample(
                "many read", .example, .consumerExample(position: ["delivered": ["consumer_seq": 9, "stream_seq": 12]]),
                expected: nil),
            RuleExample("none read", .example, .consumerExample(), expected: nil),
        ]
    ) { change, evidence in
        guard let info = change.info(evidence), info.json["delivered"]?["consumer_seq"]?.uint64 == 1 else { return [] }
        return [Outcome(level: .info, effect: "it delivered one message in its life")]
    }
}
