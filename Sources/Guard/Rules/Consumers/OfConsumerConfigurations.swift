extension Rule where C: ConsumerConfiguring {
    /// What holds for making a consumer as for changing one.
    static var ofConsumerConfigurations: [Rule] {
        [
            deliversToReservedSubject, deliversIntoStream, acknowledgesOthersWork, durableIsMortal, fewerReplicasThanStream,
            manyFilters, filterMatchesNothing, inFlightLimitUnusual, acknowledgementWaitUnusual, givesUpSilently,
        ]
    }
}
