public import JSON

/// How messages of a subject come into an account's streams and out of them again, by the streams' configurations alone.
public struct SubjectFlow: Sendable {
    /// One way in which a stream has to do with a subject.
    public struct Touch: Sendable, Hashable {
        public enum How: String, Sendable {
            /// It stores what is published there.
            case takes
            /// It stores under this subject what was published under another.
            case transforms
            /// It has copies of another stream's messages.
            case copies
            case mirrors
            /// What it stores goes out again.
            case republishes
        }

        public let how: How
        /// The subjects it is about, with wildcards.
        public let subject: String
        /// Where they come from (a stream, or a subject).
        public var from: String?
        public var to: String?

        public var json: JSONObject {
            var json: JSONObject = ["how": .string(how.rawValue), "subject": .string(subject)]
            if let from { json.append("from", .string(from)) }
            if let to { json.append("to", .string(to)) }
            return json
        }
    }

    private let streams: [String: StreamConfiguration]
    /// How far copies of copies are followed.
    private static let deepest = 8

    public init(_ configurations: [StreamConfiguration]) {
        streams = Dictionary(configurations.map { ($0.name, $0) }) { first, _ in first }
    }

    public func touches(_ stream: String, _ subject: String) -> [Touch] {
        guard let configuration = streams[stream] else { return [] }
        var touches: [Touch] = []
        for own in configuration.subjects where SubjectPattern.overlap(own, subject) {
            touches.append(Touch(how: .takes, subject: own))
        }
        if let (source, destination) = Self.transform(configuration.json["subject_transform"]),
            SubjectPattern.overlap(Self.pattern(destination), subject)
        {
            touches.append(Touch(how: .transforms, subject: destination, from: source))
        }
        for (origin, how) in Self.origins(configuration) {
            let name = origin["name"]?.string ?? ""
            for pattern in held(from: origin, depth: 0) ?? [] where SubjectPattern.overlap(pattern, subject) {
                touches.append(Touch(how: how, subject: pattern, from: name))
            }
        }
        if let (source, destination) = Self.transform(configuration.json["republish"]),
            SubjectPattern.overlap(source, subject) && isHeld(stream, subject)
                || SubjectPattern.overlap(Self.pattern(destination), subject)
        {
            touches.append(Touch(how: .republishes, subject: source, to: destination))
        }
        return touches
    }

    /// Whether a stream may have messages of a subject; nil where what it copies is not known.
    public func holds(_ stream: String, _ subject: String) -> Bool? {
        guard let held = held(by: stream, depth: 0) else { return nil }
        return held.contains { SubjectPattern.overlap($0, subject) }
    }

    /// Streams that copy from where nobody tells here what there is: `{stream, origin}`.
    public var unknownOrigins: [(stream: String, origin: String)] {
        streams.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.flatMap { configuration in
            Self.origins(configuration).filter { held(from: $0.origin, depth: 0) == nil }
                .map { (configuration.name, $0.origin["name"]?.string ?? "") }
        }
    }

    private func isHeld(_ stream: String, _ subject: String) -> Bool { holds(stream, subject) ?? true }

    private static func origins(_ configuration: StreamConfiguration) -> [(origin: JSONObject, how: Touch.How)] {
        let mirror = configuration.json["mirror"]?.object.map { [($0, Touch.How.mirrors)] } ?? []
        let sources = configuration.json["sources"]?.array?.compactMap(\.object).map { ($0, Touch.How.copies) } ?? []
        return mirror + sources
    }

    private func held(by stream: String, depth: Int) -> [String]? {
        guard let configuration = streams[stream], depth < Self.deepest else { return nil }
        var patterns = configuration.subjects
        if let (source, destination) = Self.transform(configuration.json["subject_transform"]) {
            // What does not match is stored as it is.
            patterns.removeAll { SubjectPattern.covers(source, $0) }
            patterns.append(Self.pattern(destination))
        }
        for (origin, _) in Self.origins(configuration) {
            guard let copied = held(from: origin, depth: depth + 1) else { return nil }
            patterns += copied
        }
        return patterns
    }

    /// The subjects under which copies of an origin's messages are stored; nil where that is not known.
    private func held(from origin: JSONObject, depth: Int) -> [String]? {
        let transforms = origin["subject_transforms"]?.array ?? []
        if !transforms.isEmpty {
            return transforms.compactMap(Self.transform).map { $0.to.isEmpty ? $0.from : Self.pattern($0.to) }
        }
        if let filter = origin["filter_subject"]?.string, !filter.isEmpty { return [filter] }
        guard origin["external"]?.object == nil, let name = origin["name"]?.string else { return nil }
        return held(by: name, depth: depth)
    }

    private static func transform(_ value: JSONValue?) -> (from: String, to: String)? {
        guard let object = value?.object else { return nil }
        let source = object["src"]?.string ?? ""
        return (source.isEmpty ? ">" : source, object["dest"]?.string ?? "")
    }

    /// What a transform's destination may come to: its functions stand for any token, `split` and the like for any number of them.
    public static func pattern(_ destination: String) -> String {
        var tokens: [String] = []
        for token in destination.split(separator: ".", omittingEmptySubsequences: false) {
            let name = token.lowercased()
            if name.hasPrefix("{{"), name.contains("split") || name.contains("slice") {
                return (tokens + [">"]).joined(separator: ".")
            }
            tokens.append(name.hasPrefix("{{") || name.hasPrefix("$") && Int(name.dropFirst()) != nil ? "*" : String(token))
        }
        return tokens.joined(separator: ".")
    }
}
