import JSON
import Model

extension Rule where C == StreamRestore {
    static let schedulesFire: Rule = Rule(
        code: "NG-B010", name: "schedules-fire", level: .danger,
        why: "Schedules whose time has come since the backup fire as soon as the stream is there, and recurring ones go on.",
        instead:
            "Purge the schedules' subjects in the restored stream at once, or restore it where nobody acts on what they send.",
        reversible: false, source: "ADR-51; nats-server 2.15.1",
        examples: [
            RuleExample("a stream with schedules", .example(["allow_msg_schedules": true]), .restoreExample(), expected: .danger),
            RuleExample("an empty one", .example(["allow_msg_schedules": true], messages: 0), .restoreExample(), expected: nil),
            RuleExample("a stream without", .example(), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        guard change.configuration.json["allow_msg_schedules"]?.bool == true, change.archive.messages > 0 else { return [] }
        return [
            Outcome(
                level: .danger,
                effect: "the schedules among its \(change.archive.messages.grouped) messages fire when they are due or past",
                field: "/config/allow_msg_schedules")
        ]
    }
}
