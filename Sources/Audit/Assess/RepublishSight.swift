import Guard
import JSON
import Model

/// What has to be known of an account's streams to follow what is republished from one to the next. Only what can be on such a way
/// is kept, and only so much of it.
struct RepublishSight {
    /// By the questions the guard's rules ask.
    let facts: [Question: Fact]
    /// Why it is not known.
    let unknown: String?

    private static let mostPatterns = 256
    private static let mostStreams = 4096

    /// - Parameters:
    ///   - patterns: where the streams of the account republish to; empty for none.
    ///   - why: why not all streams were seen, where that is so.
    init(_ streams: PackedObjects, patterns: Set<String>, why: String?) {
        guard !patterns.isEmpty, why == nil, patterns.count <= Self.mostPatterns else {
            facts = [:]
            unknown = patterns.isEmpty ? nil : why ?? "more than \(Self.mostPatterns) destinations are republished to"
            return
        }
        var names: [String: [String]] = [:]
        var dependents: [String: [String]] = [:]
        var facts: [Question: Fact] = [:]
        for json in streams.all {
            let configuration = StreamConfiguration(json: json["config"]?.object ?? [:])
            let taken = patterns.filter { pattern in
                configuration.subjects.contains { SubjectPattern.overlap($0, pattern) }
            }
            let origins = Self.origins(configuration.json)
            guard !taken.isEmpty || !origins.isEmpty else { continue }
            guard facts.count < Self.mostStreams else {
                self.facts = [:]
                unknown = "more than \(Self.mostStreams) streams take what is republished, or copy others"
                return
            }
            for pattern in taken { names[pattern, default: []].append(configuration.name) }
            for origin in origins { dependents[origin, default: []].append(configuration.name) }
            facts[.stream(configuration.name)] = .stream(Self.part(configuration.json))
        }
        for pattern in patterns { facts[.streams(taking: pattern)] = .names(names[pattern] ?? []) }
        for (origin, copies) in dependents { facts[.dependents(stream: origin)] = .names(copies) }
        self.facts = facts
        unknown = nil
    }

    /// The streams of the same account one has its messages from.
    private static func origins(_ configuration: JSONObject) -> [String] {
        ([configuration["mirror"]?.object] + (configuration["sources"]?.array ?? []).map(\.object)).compactMap { link in
            link?["external"]?["api"]?.string?.isEmpty ?? true ? link?["name"]?.string : nil
        }
    }

    private static func part(_ configuration: JSONObject) -> StreamInfo {
        var part: JSONObject = [:]
        for name in ["name", "subjects", "mirror", "sources", "republish"] {
            if let value = configuration[name] { part.append(name, value) }
        }
        return StreamInfo(json: ["config": .object(part)])
    }
}
