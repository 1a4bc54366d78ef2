public import JSON
public import Model

/// Makes a stream of an archive (`$JS.API.STREAM.RESTORE`). It never touches one that is there.
public struct StreamRestore: StreamAsset {
    public static let kind = "stream.restore"
    public static let rules: [Rule<StreamRestore>] = [
        .restoreOverStream, .restoreOverlaps, .archiveTooNew, .featuresMissing, .restoreReplicas, .restorePlacement, .noRoom,
        .expiresAtOnce, .handsOutAgain, .schedulesFire, .copyingResumes, .oldArchiveRenamed, .oldArchiveIntoMemory,
        .consumersLeftOut, .subjectsStay, .restoreBesideMakers,
    ]

    /// In the metadata of a stream while it is restored: what is left of a restore that was broken off says so itself.
    public static let mark = "nats-operator.restore"

    public let archive: RestoredArchive
    /// As it would be sent, under the new name where it gets one.
    public let configuration: StreamConfiguration
    /// Whether its consumers come back, with their positions.
    public let withConsumers: Bool

    public init(archive: RestoredArchive, configuration: StreamConfiguration, withConsumers: Bool) {
        self.archive = archive
        self.configuration = configuration
        self.withConsumers = withConsumers
    }

    public var stream: String { configuration.name }
    var isRenamed: Bool { stream != archive.stream }

    public var json: JSONObject {
        [
            "stream": .string(stream), "archive": .object(archive.json), "consumers": .bool(withConsumers),
            "config": .object(configuration.json),
        ]
    }

    public func questions(given evidence: Evidence) -> [Question] {
        [.stream(stream), .account] + taken.map { .streams(taking: $0) } + origins.map { .stream($0) }
    }

    /// The subjects it would take; a mirror takes none.
    var taken: [String] {
        guard configuration.mirror == nil else { return [] }
        let subjects = configuration.subjects
        // Without any, and without sources, the server takes the name.
        return subjects.isEmpty && configuration.sources.isEmpty ? [stream] : subjects
    }

    /// The streams it copies from, those of this account and domain.
    var origins: [String] {
        let all = [configuration.json["mirror"]].compactMap(\.self) + (configuration.json["sources"]?.array ?? [])
        return all.filter { $0["external"]?.object == nil }.compactMap { $0["name"]?.string }
    }

    public func identity(given evidence: Evidence) -> String { "" }

    /// With sources that go on where they were.
    ///
    /// A server of 2.15 takes an origin that was made anew, a restored one too, for another stream, and copies all of it
    /// once more unless it is told where to begin.
    public func narrowed(by evidence: Evidence) -> StreamRestore {
        guard let sources = configuration.json["sources"]?.array else { return self }
        var json = configuration.json
        json["sources"] = .array(
            sources.enumerated().map { index, source in
                guard let next = start(of: index, evidence), var object = source.object else { return source }
                object["opt_start_seq"] = JSONValue(next)
                object["opt_start_time"] = nil
                return .object(object)
            })
        return StreamRestore(archive: archive, configuration: StreamConfiguration(json: json), withConsumers: withConsumers)
    }

    /// Where a source goes on; nil where nobody knows, or where its origin is another one: it ends before what was copied.
    func start(of index: Int, _ evidence: Evidence) -> UInt64? {
        guard archive.generation == .records, index < archive.copied.count, let last = archive.copied[index],
            let source = configuration.json["sources"]?.array?[index], source["external"]?.object == nil,
            let name = source["name"]?.string, let origin = evidence.stream(name), origin.state.lastSequence >= last
        else { return nil }
        return last + 1
    }
}
