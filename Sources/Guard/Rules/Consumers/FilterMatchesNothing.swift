import JSON
import Model

extension Rule where C: ConsumerConfiguring {
    static var filterMatchesNothing: Rule {
        Rule(
            code: "NG-C010", name: "filter-matches-nothing", level: .warn,
            why: "Servers take any filter: one outside the stream's subjects makes a consumer that waits for ever.",
            instead: "A filter within the stream's subjects (stream_info, stream_subjects).",
            reversible: true, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("another tree", .example(["filter_subject": "t.a"]), .consumerExample(C.absent), expected: .warn),
                RuleExample(
                    "one of two", .example(["filter_subjects": ["s.a", "sa"]]), .consumerExample(C.absent), expected: .warn),
                RuleExample(
                    "a stream of others' messages", .example(["filter_subject": "t.a"]),
                    .consumerExample(C.absent, stream: ["sources": [["name": "T"]]]), expected: nil),
                RuleExample("within", .example(["filter_subject": "s.a"]), .consumerExample(C.absent), expected: nil),
            ]
        ) { change, evidence in
            guard change.sets("filter_subject", "filter_subjects"), let stream = change.stream(evidence)?.configuration,
                stream.mirror == nil, stream.sources.isEmpty, stream.json["subject_transform"] == nil, !stream.subjects.isEmpty
            else { return [] }
            let idle = change.proposed.filters.filter { filter in
                !stream.subjects.contains { SubjectPattern.overlap($0, filter) }
            }
            guard let first = idle.first else { return [] }
            let more = idle.count > 1 ? " and \(idle.count - 1) more match" : " matches"
            return [
                Outcome(
                    level: .warn,
                    effect: "\(quoted(first))\(more) no subject of \(quoted(change.stream)), which takes "
                        + stream.subjects.prefix(4).map { quoted($0) }.joined(separator: ", "),
                    field: "/config/filter_subject")
            ]
        }
    }
}
