import Testing

@testable import Guard

@Suite struct `Rules for consumers` {
    @Test func `fire and pass as their examples say, each on either side`() {
        check(ConsumerCreate.rules)
        check(ConsumerUpdate.rules)
        check(ConsumerDelete.rules)
        check(ConsumerPause.rules)
        check(ConsumerReset.rules)
        check(ConsumerUnpin.rules)
        check(ConsumerStepDown.rules)
        check(ConsumerTake.rules)
        check(ConsumerExisting.rules)
    }

    private func check<C: Change>(_ rules: [Rule<C>]) {
        #expect(Set(rules.map(\.code)).count == rules.count)
        for rule in rules {
            let levels = rule.examples.map(\.expected)
            #expect(levels.contains(rule.level) && levels.contains { $0 == nil || $0 == .info }, "\(rule.name)")
            for example in rule.examples {
                let narrowed = example.change.narrowed(by: example.evidence)
                let level = rule.findings(narrowed, example.evidence).map(\.level).max()
                #expect(level == example.expected, "\(C.kind) \(rule.name): \(example.description)")
            }
        }
    }
}
