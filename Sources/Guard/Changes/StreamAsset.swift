import Model

/// A change of a stream as a whole: what all of them have to know.
protocol StreamAsset: Change {
    var stream: String { get }
}

extension StreamAsset {
    public var asset: String { stream }

    /// A bucket is known by its own name too.
    public var touches: [String] {
        [stream] + [KeyValueNames.bucket(ofStream: stream), ObjectNames.bucket(ofStream: stream)].compactMap(\.self)
    }

    public func identity(given evidence: Evidence) -> String {
        guard let info = evidence.stream(stream) else { return "" }
        return info.created + "\u{1F}" + info.configuration.fingerprint
    }
}

extension StreamState {
    /// How many of the messages up to a sequence are still there at most: what came later is not among them.
    func messages(through last: UInt64?) -> UInt64 {
        guard let last, lastSequence > last else { return messages }
        let later = lastSequence - last
        return messages > later ? messages - later : 0
    }
}
