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

    init(from stream: String, _ configuration: StreamConfiguration, _ evidence: Evidence) {
        guard let republish = configuration.json["republish"]?.object else { return }
        var open: [(pattern: String, way: [String])] = [(Self.destination(republish), [stream])]
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
                switch evidence[.stream(name)] {
                case nil: questions.append(.stream(name))
                case .stream(let info)?:
                    guard let next = info.configuration.json["republish"]?.object,
                        Self.takes(next["src"]?.string ?? ">", pattern)
                    else { continue }
                    open.append((Self.destination(next), way + [name]))
                default: gap = evidence.why(.stream(name))
                }
            }
        }
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
