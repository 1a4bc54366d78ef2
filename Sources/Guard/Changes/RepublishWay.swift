import JSON
import Model

/// Where what a stream republishes goes, from stream to stream.
struct RepublishWay {
    /// The streams that store it, in the order in which they are reached.
    private(set) var streams: [String] = []
    /// The way back to the stream itself, where there is one.
    private(set) var loop: [String]?
    /// What would have to be known to follow it further.
    private(set) var questions: [Question] = []
    /// What could not be known.
    private(set) var gap: String?

    /// Streams looked at: a longer way is not followed.
    private static let longest = 16

    private let stream: String
    private let configuration: StreamConfiguration
    private let evidence: Evidence
    private var open: [(pattern: String, way: [String])] = []
    /// Those it reaches only as copies of others.
    private var copies: [String] = []

    init(from stream: String, _ configuration: StreamConfiguration, _ evidence: Evidence) {
        self.stream = stream
        self.configuration = configuration
        self.evidence = evidence
        guard let republish = configuration.json["republish"]?.object else { return }
        open = [(Self.destination(republish), [stream])]
        while let (pattern, way) = open.popLast(), streams.count < Self.longest {
            // What it takes itself would be a stream that is yet to be made, too.
            if configuration.subjects.contains(where: { SubjectPattern.overlap($0, pattern) }) {
                loop = loop ?? way + [stream]
            }
            guard let answer = evidence[.streams(taking: pattern)] else {
                questions.append(.streams(taking: pattern))
                continue
            }
            guard case .names(let names) = answer else {
                gap = evidence.why(.streams(taking: pattern))
                continue
            }
            for name in names where name != stream && !streams.contains(name) {
                streams.append(name)
                store(in: name, pattern, way + [name], republishes: true)
            }
        }
    }

    /// What a stream stores goes on where it republishes it, and to its mirrors and those that have it as a source.
    private mutating func store(in name: String, _ pattern: String, _ way: [String], republishes: Bool) {
        switch evidence[.stream(name)] {
        case nil: questions.append(.stream(name))
        case .stream(let info)?:
            if republishes, let next = info.configuration.json["republish"]?.object,
                Self.takes(next["src"]?.string ?? ">", pattern)
            {
                open.append((Self.destination(next), way))
            }
        default: gap = evidence.why(.stream(name))
        }
        // Not asked for: that takes a list of all streams. Who has one at hand gives it.
        guard case .names(let copying)? = evidence[.dependents(stream: name)] else { return }
        for copy in copying where !streams.contains(copy) && !copies.contains(copy) && copies.count < Self.longest {
            let own = copy == stream ? configuration : evidence.stream(copy)?.configuration
            guard let own, let (pattern, isMirror) = Self.copied(by: own, from: name, pattern) else { continue }
            guard copy != stream else {
                if isMirror { loop = loop ?? way + [stream] }
                continue
            }
            copies.append(copy)
            store(in: copy, pattern, way + [copy], republishes: isMirror)
        }
    }

    /// Under which subjects a stream has what it copies of another; nil where it copies none of it. A mirror republishes what it
    /// copies, a stream with sources does not (nats-server 2.15.1, observed).
    private static func copied(
        by configuration: StreamConfiguration, from origin: String, _ pattern: String
    ) -> (pattern: String, isMirror: Bool)? {
        let mirror = configuration.json["mirror"]?.object
        let sources = configuration.json["sources"]?.array?.compactMap(\.object) ?? []
        guard let link = mirror ?? sources.first(where: { $0["name"]?.string == origin }), link["name"]?.string == origin,
            link["external"]?["api"]?.string?.isEmpty ?? true
        else { return nil }
        if let filter = link["filter_subject"]?.string, !filter.isEmpty, !SubjectPattern.overlap(filter, pattern) { return nil }
        let transforms = link["subject_transforms"]?.array?.compactMap(\.object) ?? []
        guard !transforms.isEmpty else { return (pattern, mirror != nil) }
        guard let used = transforms.first(where: { takes($0["src"]?.string ?? ">", pattern) }) else { return nil }
        return (destination(used), mirror != nil)
    }

    private static func takes(_ source: String, _ pattern: String) -> Bool {
        SubjectPattern.overlap(source.isEmpty ? ">" : source, pattern)
    }

    /// The destination as a pattern: what is filled in from the subject can be any token.
    static func destination(_ republish: JSONObject) -> String {
        (republish["dest"]?.string ?? "").split(separator: ".", omittingEmptySubsequences: false).map { token -> String in
            token.contains("{{") || token.hasPrefix("$") && token.dropFirst().allSatisfy(\.isNumber) && token.count > 1
                ? "*" : String(token)
        }.joined(separator: ".")
    }
}

extension StreamConfiguring {
    /// Where what it republishes goes; nil where it republishes nothing, or nothing else than before.
    func republishWay(_ evidence: Evidence) -> RepublishWay? {
        guard sets("republish", "subjects"), let new = proposed, new.json["republish"]?.object?.isEmpty == false else {
            return nil
        }
        return RepublishWay(from: stream, new, evidence)
    }
}
