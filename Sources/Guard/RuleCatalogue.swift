/// All the rules there are, by code.
public enum RuleCatalogue {
    public static let descriptions: [RuleDescription] = merged(
        StreamPurge.rules.map(\.description)
            + MessagePublish.rules.map(\.description)
            + KeyWrite.rules.map(\.description)
            + KeyPolling.rules.map(\.description)
            + KeyCompact.rules.map(\.description)
            + ObjectPut.rules.map(\.description)
            + ObjectDelete.rules.map(\.description)
            + ObjectEdit.rules.map(\.description)
            + ObjectSweep.rules.map(\.description)
            + ServerConf.rules.map(\.description)
            + MetaStepDown.rules.map(\.description)
            + streams + consumers)

    private static let streams: [RuleDescription] =
        StreamCreate.rules.map(\.description) + StreamUpdate.rules.map(\.description)
        + StreamDelete.rules.map(\.description) + StreamExisting.rules.map(\.description)
        + MessageDelete.rules.map(\.description)
        + StreamStepDown.rules.map(\.description)
        + StreamPeerRemove.rules.map(\.description)
        + StreamMoveCancel.rules.map(\.description)
        + StreamRestore.rules.map(\.description)

    private static let consumers: [RuleDescription] =
        ConsumerCreate.rules.map(\.description) + ConsumerUpdate.rules.map(\.description)
        + ConsumerDelete.rules.map(\.description) + ConsumerPause.rules.map(\.description)
        + ConsumerReset.rules.map(\.description) + ConsumerUnpin.rules.map(\.description)
        + ConsumerStepDown.rules.map(\.description) + ConsumerTake.rules.map(\.description)
        + ConsumerExisting.rules.map(\.description)

    /// A rule that judges several kinds of change is told once.
    private static func merged(_ all: [RuleDescription]) -> [RuleDescription] {
        var rules: [RuleDescription] = []
        for rule in all {
            if let index = rules.firstIndex(where: { $0.code == rule.code && $0.name == rule.name }) {
                rules[index].change += ", " + rule.change
            } else {
                rules.append(rule)
            }
        }
        return rules.sorted { $0.code < $1.code }
    }
}
