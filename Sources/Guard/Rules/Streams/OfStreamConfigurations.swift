extension Rule where C: StreamConfiguring {
    /// What holds for making a stream, for changing one, and for one there is.
    static var ofStreamConfigurations: [Rule] { [streamInMemory] }

    /// How a bucket is made, or was: changes of it have rules of their own.
    static var ofBucketsMade: [Rule] { [bucketOddlyMade, bucketIsOnlyCopy] }
}

extension Rule where C == StreamExisting {
    /// What only shows in a stream that is there.
    static var ofStreamsThereAre: [Rule] { [] }
}
