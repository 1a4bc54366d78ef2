import Testing

@testable import Guard

@Suite struct `Rules` {
    @Test(arguments: StreamPurge.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of purges fire and pass as their examples say`(code: String, example: RuleExample<StreamPurge>) throws {
        try check(code, example, StreamPurge.rules)
    }

    @Test(arguments: MessagePublish.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of publishing fire and pass as their examples say`(code: String, example: RuleExample<MessagePublish>) throws {
        try check(code, example, MessagePublish.rules)
    }

    @Test(arguments: KeyWrite.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of keys fire and pass as their examples say`(code: String, example: RuleExample<KeyWrite>) throws {
        try check(code, example, KeyWrite.rules)
    }

    @Test(arguments: KeyPolling.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of reading keys fire and pass as their examples say`(code: String, example: RuleExample<KeyPolling>) throws {
        try check(code, example, KeyPolling.rules)
    }

    @Test(arguments: KeyCompact.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of compactions fire and pass as their examples say`(code: String, example: RuleExample<KeyCompact>) throws {
        try check(code, example, KeyCompact.rules)
    }

    @Test(arguments: ObjectPut.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of puts of objects fire and pass as their examples say`(code: String, example: RuleExample<ObjectPut>) throws {
        try check(code, example, ObjectPut.rules)
    }

    @Test(arguments: ObjectDelete.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of deletions of objects fire and pass as their examples say`(
        code: String, example: RuleExample<ObjectDelete>
    ) throws {
        try check(code, example, ObjectDelete.rules)
    }

    @Test(arguments: ObjectEdit.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of edits of objects fire and pass as their examples say`(code: String, example: RuleExample<ObjectEdit>) throws {
        try check(code, example, ObjectEdit.rules)
    }

    @Test(arguments: ObjectSweep.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of erasing chunks fire and pass as their examples say`(code: String, example: RuleExample<ObjectSweep>) throws {
        try check(code, example, ObjectSweep.rules)
    }

    @Test(arguments: StreamCreate.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of new streams fire and pass as their examples say`(code: String, example: RuleExample<StreamCreate>) throws {
        try check(code, example, StreamCreate.rules)
    }

    @Test(arguments: StreamUpdate.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of updates of streams fire and pass as their examples say`(
        code: String, example: RuleExample<StreamUpdate>
    ) throws {
        try check(code, example, StreamUpdate.rules)
    }

    @Test(arguments: StreamExisting.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of streams there are fire and pass as their examples say`(
        code: String, example: RuleExample<StreamExisting>
    ) throws {
        try check(code, example, StreamExisting.rules)
    }

    @Test(arguments: StreamDelete.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of deletions of streams fire and pass as their examples say`(
        code: String, example: RuleExample<StreamDelete>
    ) throws {
        try check(code, example, StreamDelete.rules)
    }

    @Test(arguments: MessageDelete.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of deletions of messages fire and pass as their examples say`(
        code: String, example: RuleExample<MessageDelete>
    ) throws {
        try check(code, example, MessageDelete.rules)
    }

    @Test(arguments: MetaStepDown.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of the meta group fire and pass as their examples say`(
        code: String, example: RuleExample<MetaStepDown>
    ) throws {
        try check(code, example, MetaStepDown.rules)
    }

    @Test(arguments: StreamStepDown.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of leaders that step down fire and pass as their examples say`(
        code: String, example: RuleExample<StreamStepDown>
    ) throws {
        try check(code, example, StreamStepDown.rules)
    }

    @Test(arguments: StreamPeerRemove.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of servers taken out of streams fire and pass as their examples say`(
        code: String, example: RuleExample<StreamPeerRemove>
    ) throws {
        try check(code, example, StreamPeerRemove.rules)
    }

    @Test(arguments: StreamMoveCancel.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of cancelled moves fire and pass as their examples say`(
        code: String, example: RuleExample<StreamMoveCancel>
    ) throws {
        try check(code, example, StreamMoveCancel.rules)
    }

    @Test(arguments: StreamRestore.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of restores fire and pass as their examples say`(code: String, example: RuleExample<StreamRestore>) throws {
        try check(code, example, StreamRestore.rules)
    }

    @Test(arguments: ServerConf.rules.flatMap { rule in rule.examples.map { (rule.code, $0) } })
    func `of configuration files fire and pass as their examples say`(
        code: String, example: RuleExample<ServerConf>
    ) throws {
        try check(code, example, ServerConf.rules)
    }

    private func check<C: Change>(_ code: String, _ example: RuleExample<C>, _ rules: [Rule<C>]) throws {
        let rule = try #require(rules.first { $0.code == code })
        let narrowed = example.change.narrowed(by: example.evidence)
        let level = rule.findings(narrowed, example.evidence).map(\.level).max()
        #expect(level == example.expected, "\(rule.name): \(example.description)")
    }

    @Test func `have distinct codes and names, and an example on either side`() {
        let all = RuleCatalogue.descriptions
        #expect(Set(all.map(\.code)).count == all.count)
        #expect(Set(all.map(\.name)).count == all.count)
        let sides =
            sides(StreamPurge.rules) + sides(MessagePublish.rules) + sides(KeyWrite.rules) + sides(KeyPolling.rules)
            + sides(KeyCompact.rules)
            + sides(ObjectPut.rules) + sides(ObjectDelete.rules) + sides(ObjectEdit.rules) + sides(ObjectSweep.rules)
            + sides(StreamCreate.rules) + sides(StreamExisting.rules)
            + sides(StreamUpdate.rules) + sides(StreamDelete.rules) + sides(ServerConf.rules) + sides(MessageDelete.rules)
            + sides(StreamStepDown.rules) + sides(StreamPeerRemove.rules) + sides(StreamMoveCancel.rules)
            + sides(StreamRestore.rules)
        for (fires, passes, name) in sides {
            #expect(fires, "\(name) has no example that fires")
            #expect(passes, "\(name) has no example that passes")
        }
    }

    /// An example that passes may also be one where the rule only informs.
    private func sides<C: Change>(_ rules: [Rule<C>]) -> [(Bool, Bool, String)] {
        rules.map { rule in
            let levels = rule.examples.map(\.expected)
            return (levels.contains(rule.level), levels.contains { $0 == nil || $0 == .info }, rule.name)
        }
    }

    @Test(arguments: RuleCatalogue.descriptions)
    func `say why and what to do instead, in whole sentences`(rule: RuleDescription) {
        #expect(rule.why.hasSuffix(".") && rule.instead.hasSuffix("."))
        #expect(!rule.source.isEmpty)
        #expect(rule.code.hasPrefix("NG-"))
    }
}
