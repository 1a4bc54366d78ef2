import JSON
import Model

extension Rule where C == StreamRestore {
    static let restoreOverStream: Rule = Rule(
        code: "NG-B001", name: "restore-over-stream", level: .refuse,
        why: "A restore never overwrites: what a stream of the name holds is newer, or somebody else's.",
        instead: "Restore under another name (`to`, with other `subjects`), or delete the stream first (stream_del).",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed (10130)",
        examples: [
            RuleExample(
                "a stream of the name", .example(), .restoreExample([.stream("S"): .stream(.made([:]))]), expected: .refuse),
            RuleExample("nobody could tell", .example(), .restoreExample([.stream("S"): .unknown("timeout")]), expected: .refuse),
            RuleExample("a free name", .example(), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        let name = quoted(change.stream)
        func refuse(_ effect: String) -> [Outcome] { [Outcome(level: .refuse, effect: effect, field: "/stream")] }
        switch evidence[.stream(change.stream)] {
        case .absent?: return []
        case .stream(let info)?:
            guard info.configuration.json["metadata"]?[StreamRestore.mark] != nil else {
                return refuse("there is a stream \(name) already, with \(info.state.messages.grouped) messages")
            }
            return refuse(
                "there is a stream \(name) that another restore makes now, or that one that was broken off left behind: "
                    + "\(info.state.messages.grouped) messages; delete it with stream_del where nobody restores it any more")
        default: return refuse("it is not known whether \(name) exists: \(evidence.why(.stream(change.stream)))")
        }
    }
}
