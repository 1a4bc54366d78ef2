/// All the rules there are, by code.
public enum RuleCatalogue {
    public static let descriptions: [RuleDescription] =
        (StreamPurge.rules.map(\.description)
        + MessagePublish.rules.map(\.description)
        + KeyWrite.rules.map(\.description)
        + KeyCompact.rules.map(\.description)
        + ObjectPut.rules.map(\.description)
        + ObjectDelete.rules.map(\.description)
        + ObjectEdit.rules.map(\.description)
        + ObjectSweep.rules.map(\.description)
        + StreamCreate.rules.map(\.description)
        + StreamUpdate.rules.map(\.description)
        + StreamDelete.rules.map(\.description)
        + ServerConf.rules.map(\.description))
        .sorted { $0.code < $1.code }
}
