import Guard

/// All checks there are, by code.
public enum CheckCatalogue {
    public static let all: [Check] = servers + systems + accounts + streams + consumers

    private static let servers: [Check] = [
        .syncNotAlways, .unitTrapLive, .storeNotDurableLive, .largePayloadsLive, .openAccessLive, .monitorOpenLive,
        .plaintextLive,
        .certificateExpiry, .manyReplicatedAssets, .resourcesNearlyUsed, .looseRequestsLive, .consumersUnlimitedLive,
        .troubleCounted,
        .hastyDeadlinesLive, .clusterNameSpaces, .leafNameSpaces, .serverUnhealthy, .processorBusy, .domainSpaces,
        .versionWithDefects,
        .connectionBehind, .metaBehind,
    ]

    private static let systems: [Check] = [
        .peersDiffer, .configurationsDiffer, .metaGroupAtRisk, .metaPeerOffline, .accountLimits, .memoryOutlier, .gatewaysDiffer,
        .backupTooOld, .credentialsExpire, .serverMissing, .routesMissing,
    ]

    private static let accounts: [Check] = [.streamsLost, .ghosts, .downgradeUnsafe, .accountNearLimit]

    private static let streams: [Check] = [
        .replicaLagging, .copiesUnhealthy, .streamNearLimit, .streamMonitored, .criticalNotDurable, .mirrorFrozen, .sourceSilent,
        .consumersLost, .fullSoon, .peersChanging,
    ]

    private static let consumers: [Check] = [
        .consumerMonitored, .deadMessages, .consumerLeaderless, .consumerAbandoned, .consumerStuck,
    ]
}

extension CheckCatalogue {
    /// The codes an audit can tell, those of the guard's rules too.
    public static let codes: [String] = Set(
        all.map(\.code) + StreamExisting.rules.map(\.code) + ConsumerExisting.rules.map(\.code) + ServerConf.rules.map(\.code)
    ).sorted()
}
