import JSON
import Model

extension Rule where C == StreamRestore {
    static let copyingResumes: Rule = Rule(
        code: "NG-B011", name: "copying-resumes", level: .warn,
        why: "A mirror, sources and republishing go on as soon as the stream is there, with the streams of this account.",
        instead: "Restore the origins first; for a copy that stands still promote the mirror afterwards (stream_edit).",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed",
        examples: [
            RuleExample(
                "a mirror", .example(["mirror": ["name": "O"]]), .restoreExample([.stream("O"): .stream(.made([:]))]),
                expected: .warn),
            RuleExample(
                "a source that is not here", .example(["sources": [["name": "O"]]]), .restoreExample([.stream("O"): .absent]),
                expected: .warn),
            RuleExample(
                "a source that is here", .example(["sources": [["name": "O"]]]),
                .restoreExample([.stream("O"): .stream(.made([:]))]), expected: .warn),
            RuleExample(
                "republishing", .example(["republish": ["src": ">", "dest": "copy.>"]]), .restoreExample(), expected: .warn),
            RuleExample("none of them", .example(), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        var outcomes = change.origins.map { origin in
            Outcome(level: .warn, effect: change.effect(of: origin, evidence))
        }
        let external =
            (change.configuration.json["sources"]?.array ?? []) + [change.configuration.json["mirror"]].compactMap(\.self)
        for name in external.filter({ $0["external"]?.object != nil }).compactMap({ $0["name"]?.string }) {
            outcomes.append(Outcome(level: .warn, effect: "it goes on copying from \(quoted(name)) of another domain or account"))
        }
        if let target = change.configuration.json["republish"]?["dest"]?.string {
            outcomes.append(
                Outcome(
                    level: .warn, effect: "it goes on republishing what comes in to \(quoted(target))", field: "/config/republish"
                ))
        }
        return outcomes
    }
}

extension StreamRestore {
    /// What copying from an origin does once the stream is there.
    fileprivate func effect(of origin: String, _ evidence: Evidence) -> String {
        let sources = configuration.json["sources"]?.array ?? []
        let places = sources.indices.filter { sources[$0]["name"]?.string == origin && sources[$0]["external"]?.object == nil }
        let name = quoted(origin)
        switch evidence[.stream(origin)] {
        case .stream? where places.isEmpty || archive.generation == .tar: return "it goes on copying from \(name)"
        case .stream?:
            let starts = places.map { start(of: $0, evidence) }
            if let first = starts.first, let start = first, starts.allSatisfy({ $0 != nil }) {
                return "it goes on copying from \(name), from sequence \(start.grouped) on (opt_start_seq)"
            }
            return
                "it copies from \(name), all of it once more if that is not the very stream it copied from: how far it had come "
                + "is not known, or \(name) ends before"
        case .absent?:
            guard !places.isEmpty, archive.generation == .records else {
                return "it copies from \(name), which is not here: nothing new comes in until it is"
            }
            return
                "it copies from \(name), which is not here: where that is restored first copying goes on, later all of it would "
                + "come in once more"
        default: return "it copies from \(name): \(evidence.why(.stream(origin)))"
        }
    }
}
