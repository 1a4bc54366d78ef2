extension Rule where C == StreamCreate {
    static var ofReasons: [Rule] { [reasonInAsset, undocumentedDeviation] }
}

extension Rule where C == StreamUpdate {
    static var ofReasons: [Rule] { [reasonInAsset, undocumentedDeviation, reasonOutdated] }
}

extension Rule where C == ConsumerCreate {
    static var ofReasons: [Rule] { [reasonInAsset, undocumentedDeviation] }
}

extension Rule where C == ConsumerUpdate {
    static var ofReasons: [Rule] { [reasonInAsset, undocumentedDeviation, reasonOutdated] }
}
