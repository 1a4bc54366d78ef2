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
                "republishing", .example(["republish": ["src": ">", "dest": "copy.>"]]), .restoreExample(), expected: .warn),
            RuleExample("none of them", .example(), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        var outcomes = change.origins.map { origin -> Outcome in
            switch evidence[.stream(origin)] {
            case .stream?: return Outcome(level: .warn, effect: "it goes on copying from \(quoted(origin))")
            case .absent?:
                return Outcome(
                    level: .warn, effect: "it copies from \(quoted(origin)), which is not here: nothing new comes in until it is")
            default: return Outcome(level: .warn, effect: "it copies from \(quoted(origin)): \(evidence.why(.stream(origin)))")
            }
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
