import JSON
import Model

extension Rule where C == ConsumerUpdate {
    static let consumerUpdateUnseen = consumerUnseen
}

extension Rule where C == ConsumerDelete {
    static let consumerDeleteUnseen = consumerUnseen
}

extension Rule where C == ConsumerPause {
    static let consumerPauseUnseen = consumerUnseen
}

extension Rule where C == ConsumerReset {
    static let consumerResetUnseen = consumerUnseen
}

extension Rule where C == ConsumerUnpin {
    static let consumerUnpinUnseen = consumerUnseen
}

extension Rule where C == ConsumerStepDown {
    static let consumerStepDownUnseen = consumerUnseen
}

extension Rule where C == ConsumerTake {
    static let consumerTakeUnseen = consumerUnseen
}

extension Rule where C: ConsumerChange {
    fileprivate static var consumerUnseen: Rule {
        Rule(
            code: "NG-C018", name: "consumer-unseen", level: .refuse,
            why: "What cannot be read cannot be judged: nobody knows what this would lose.",
            instead: "Check both names and that this user may read the consumer's info, then try again.",
            reversible: true, source: "the guard's own rule",
            examples: [
                RuleExample(
                    "a consumer that gave no answer", C.example, Evidence([.consumer("c", stream: "S"): .unknown("timeout")]),
                    expected: .refuse),
                RuleExample("a consumer that is not there", C.example, .consumerExample(nil), expected: .refuse),
                RuleExample("a consumer that is", C.example, .consumerExample(), expected: nil),
            ]
        ) { change, evidence in
            guard change.info(evidence) == nil else { return [] }
            var effect = "nothing is known of \(quoted(change.asset))"
            if case .unknown(let why)? = evidence[change.question] { effect += ": " + why }
            if case .consumer(nil)? = evidence[change.question] { effect = "there is no consumer \(quoted(change.asset))" }
            return [Outcome(level: .refuse, effect: effect, field: "/consumer")]
        }
    }
}
