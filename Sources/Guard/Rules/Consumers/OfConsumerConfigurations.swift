extension Rule where C: ConsumerConfiguring {
    /// What holds for making a consumer as for changing one.
    static var ofConsumerConfigurations: [Rule] { [deliversToReservedSubject, deliversIntoStream] + ofConsumersToJudge }

    /// What holds for one there is, too.
    static var ofConsumersToJudge: [Rule] {
        [
            acknowledgesOthersWork, durableIsMortal, fewerReplicasThanStream, manyFilters, filterMatchesNothing,
            inFlightLimitUnusual, acknowledgementWaitUnusual, givesUpSilently,
        ]
    }

    /// What is fixed when a consumer is made, and can be found in one there is.
    static var ofConsumersMade: [Rule] { [consumerAcknowledgesNothing, consumerInMemory, consumerNameRandom] }
}

extension Rule where C == ConsumerExisting {
    /// What only shows in a consumer that is there.
    static var ofConsumersThereAre: [Rule] { [pausedForLong] }
}
