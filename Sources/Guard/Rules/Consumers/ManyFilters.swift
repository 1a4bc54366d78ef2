import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var manyFilters: Rule {
        Rule(
            code: "NG-C008", name: "many-filters", level: .danger,
            why: "Each message is compared with every filter: beyond some hundreds consumers become slow and unsteady.",
            instead: "A wildcard, or subjects designed so that one filter takes what belongs together.",
            reversible: true, source: "nats-server issues 6046, 4888",
            examples: [
                RuleExample("four hundred", .example(filters(400)), .consumerExample(C.absent), expected: .danger),
                RuleExample("two hundred", .example(filters(200)), .consumerExample(C.absent), expected: .warn),
                RuleExample("a few", .example(filters(20)), .consumerExample(C.absent), expected: nil),
            ]
        ) { change, evidence in
            let count = change.proposed.filters.count
            guard change.sets("filter_subject", "filter_subjects"), count > evidence.thresholds[.filtersWarn] else { return [] }
            return [
                Outcome(
                    level: count > evidence.thresholds[.filtersDanger] ? .danger : .warn, effect: "\(count) filters",
                    field: "/config/filter_subjects")
            ]
        }
    }

    private static func filters(_ count: Int) -> JSONObject {
        ["filter_subjects": .array((0..<count).map { .string("s.\($0)") })]
    }
}
