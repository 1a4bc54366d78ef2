import JSON
import Model

/// A stream's configuration to judge: one to be made, one to be changed, or one there is.
protocol StreamConfiguring: StreamAsset {
    /// What the stream would be, or is; nil where that isn't known.
    var proposed: StreamConfiguration? { get }
    /// The fields that are altered; nil where all of them count.
    var altered: Set<String>? { get }
    /// Where a configuration's fields stand in `json`.
    static var pointer: String { get }
    /// For examples: a stream that becomes, or is, what these fields make of the one in the evidence.
    static func bare(_ fields: JSONObject) -> Self
    /// For examples: whether the stream is there already.
    static var isThere: Bool { get }
}

extension StreamConfiguring {
    /// Whether one of these fields is new or another than before.
    func sets(_ fields: String...) -> Bool { altered.map { !$0.isDisjoint(with: fields) } ?? true }

    func pointer(_ field: String) -> String { Self.pointer + field }

    /// Whether it is a bucket of key-value pairs or objects.
    var isOfBucket: Bool {
        KeyValueNames.bucket(ofStream: stream) != nil || ObjectNames.bucket(ofStream: stream) != nil
    }

    /// What the stream holds; nothing where it is yet to be made.
    func state(_ evidence: Evidence) -> StreamState? { evidence.stream(stream)?.state }

    /// Whether several servers share JetStream; nil where that isn't known.
    func isClustered(_ evidence: Evidence) -> Bool? {
        if let info = evidence.stream(stream), info.cluster != nil { return info.isClustered }
        return evidence.server?.isClustered
    }
}

extension StreamCreate: StreamConfiguring {
    var proposed: StreamConfiguration? { configuration }
    var altered: Set<String>? { nil }
    static var pointer: String { "/config/" }
    static var isThere: Bool { false }
    static func bare(_ fields: JSONObject) -> StreamCreate {
        StreamCreate(configuration: StreamExisting.bare(fields).configuration)
    }
}

extension StreamUpdate: StreamConfiguring {
    /// None before the stream is known: nothing can be told of what it would be.
    var altered: Set<String>? { Set(changes.map(\.field)) }
    static var pointer: String { "/fields/" }
    static var isThere: Bool { true }
    static func bare(_ fields: JSONObject) -> StreamUpdate { .example(fields) }
}

extension StreamExisting: StreamConfiguring {
    var proposed: StreamConfiguration? { configuration }
    var altered: Set<String>? { nil }
    static var pointer: String { "/config/" }
    static var isThere: Bool { true }
}

extension RuleExample where C: StreamConfiguring {
    /// The stream `S` with these fields on top of `["subjects": ["s.>"]]`: made so, changed to it from the bare one, or being so.
    init(
        _ description: String, _ fields: JSONObject, messages: UInt64 = 10, facts: [Question: Fact] = [:], expected: Level?
    ) {
        var evidence = Evidence.updateExample([:], facts, messages: messages)
        if !C.isThere, facts[.stream("S")] == nil { evidence[.stream("S")] = .absent }
        self.init(description, .bare(fields), evidence, expected: expected)
    }
}
