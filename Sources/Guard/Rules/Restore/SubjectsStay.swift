import JSON
import Model

extension Rule where C == StreamRestore {
    static let subjectsStay: Rule = Rule(
        code: "NG-B015", name: "subjects-stay", level: .warn,
        why: "Messages keep the subjects they were stored with; a stream's new subjects are for new messages only.",
        instead: "Read the old messages by their old subjects; to have them under new ones copy with a source and a transform.",
        reversible: true, source: "nats-server 2.15.1, STREAM.RESTORE observed",
        examples: [
            RuleExample("other subjects", .example(["subjects": ["copy.>"]]), .restoreExample(), expected: .warn),
            RuleExample("the same", .example(), .restoreExample(), expected: nil),
            RuleExample("an empty one", .example(["subjects": ["copy.>"]], messages: 0), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.archive.messages > 0, Set(change.configuration.subjects) != Set(change.archive.subjects) else { return [] }
        return [
            Outcome(
                level: .warn, effect: "its \(change.archive.messages.grouped) messages keep the subjects they have",
                field: "/config/subjects")
        ]
    }
}
