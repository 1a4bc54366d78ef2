import JSON
import Model

extension Rule where C == StreamUpdate {
    static let oneWayUndone: Rule = Rule(
        code: "NG-S044", name: "one-way-undone", level: .refuse,
        why: "The server never turns these off again once they are on.",
        instead: "Make a new stream without it, with this one as its source.",
        reversible: true, source: "nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("unsealing", .example(["sealed": false]), .updateExample(["sealed": true]), expected: .refuse),
            RuleExample(
                "denying deletes no more", .example(["deny_delete": nil]), .updateExample(["deny_delete": true]),
                expected: .refuse),
            RuleExample(
                "rollups off", .example(["allow_rollup_hdrs": false]), .updateExample(["allow_rollup_hdrs": true]), expected: nil),
        ]
    ) { change, evidence in
        let oneWay = Set(StreamFields.all.filter { $0.editing == .oneWay }.map(\.name))
        return change.changes.filter { oneWay.contains($0.field) && $0.from == true }.map {
            Outcome(level: .refuse, effect: "\($0.field) can't be turned off", field: "/fields/\($0.field)")
        }
    }
}
