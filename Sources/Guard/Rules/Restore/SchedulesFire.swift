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
            RuleExample(
                "some that are past due", .scheduled(RestoredArchive.Schedules(due: 2, later: 1)), .restoreExample(),
                expected: .danger),
            RuleExample(
                "some that recur", .scheduled(RestoredArchive.Schedules(recurring: 1)), .restoreExample(), expected: .danger),
            RuleExample(
                "some that are due later", .scheduled(RestoredArchive.Schedules(later: 3)), .restoreExample(), expected: .warn),
            RuleExample(
                "more than were counted", .scheduled(RestoredArchive.Schedules(later: 3, isCut: true)), .restoreExample(),
                expected: .danger),
            RuleExample("none among its messages", .scheduled(RestoredArchive.Schedules()), .restoreExample(), expected: nil),
            RuleExample("an empty one", .example(["allow_msg_schedules": true], messages: 0), .restoreExample(), expected: nil),
            RuleExample("a stream without", .example(), .restoreExample(), expected: nil),
        ]
    ) { change, evidence in
        let archive = change.archive
        guard change.configuration.json["allow_msg_schedules"]?.bool == true, archive.messages > 0 else { return [] }
        guard let schedules = archive.schedules else {
            let effect =
                "the schedules among its \(archive.messages.grouped) messages fire when they are due or past; "
                + "how many there are is not known"
            return [Outcome(level: .danger, effect: effect, field: "/config/allow_msg_schedules")]
        }
        var parts: [String] = []
        if schedules.due > 0 { parts.append("\(schedules.due.grouped) are past due and fire at once") }
        if schedules.recurring > 0 { parts.append("\(schedules.recurring.grouped) recur and go on") }
        if schedules.later > 0 { parts.append("\(schedules.later.grouped) fire when their time comes") }
        if schedules.isCut { parts.append("there are more, which were not counted") }
        guard !parts.isEmpty else { return [] }
        let isHarmless = schedules.due == 0 && schedules.recurring == 0 && !schedules.isCut
        return [
            Outcome(
                level: isHarmless ? .warn : .danger, effect: "of its schedules " + parts.joined(separator: ", "),
                field: "/config/allow_msg_schedules")
        ]
    }
}

extension StreamRestore {
    /// For examples.
    fileprivate static func scheduled(_ schedules: RestoredArchive.Schedules) -> StreamRestore {
        let plain = example(["allow_msg_schedules": true])
        var archive = plain.archive
        archive.schedules = schedules
        return StreamRestore(archive: archive, configuration: plain.configuration, withConsumers: true)
    }
}
