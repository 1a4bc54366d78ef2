extension Rule where C: StreamConfiguring {
    /// What holds for making a stream, for changing one, and for one there is.
    static var ofStreamConfigurations: [Rule] {
        [
            interestWithoutConsumers, streamInMemory, oneCopyInCluster, evenReplicas, persistsLate, rollupsErase,
            acknowledgesNothing, subjectsTooWide, streamUnbounded, windowLong, durablesBecomeMortal, republishesToReserved,
            republishLoops, keysKeepForeignSubjects,
        ]
    }

    /// What holds for changes alone: whether the server takes it, and what it meets.
    static var ofStreamChanges: [Rule] { [replicasImpossible, subjectsTaken, subjectsOverListeners, spaceReserved] }

    /// What holds for a stream as such, made or there: not for a change of it.
    static var ofStreamsMade: [Rule] { [bucketOddlyMade, bucketIsOnlyCopy, streamPerEntity] }
}

extension Rule where C == StreamExisting {
    /// What only shows in a stream that is there.
    static var ofStreamsThereAre: [Rule] { [consumersNearLimit, manySubjects, streamDamaged, streamFullOfHoles, bucketFull] }
}
