import JSON
import Model

extension Rule where C == StreamUpdate {
    static let objectBucketSealed: Rule = Rule(
        code: "NG-K010", name: "object-bucket-sealed", level: .block,
        why:
            "Sealing can't be undone: no object can be put, changed or deleted any more, and only deleting the bucket frees what it "
            + "takes.",
        instead: "Take writers' permission away; or keep a bucket for what is finished, and seal only that.",
        reversible: false, source: "ADR-20; nats-server 2.15.1, STREAM.UPDATE observed",
        examples: [
            RuleExample("sealing", .objects(["sealed": true]), .objectsExample(), expected: .block),
            RuleExample("what is sealed", .objects(["sealed": true]), .objectsExample(["sealed": true]), expected: nil),
            RuleExample("a stream, which another rule tells of", .example(["sealed": true]), .updateExample([:]), expected: nil),
        ]
    ) { change, evidence in
        guard let bucket = ObjectNames.bucket(ofStream: change.stream), change.change("sealed")?.to == true,
            let info = evidence.stream(change.stream)
        else { return [] }
        let effect = "seals object bucket \(quoted(bucket)) for good, with \(bytes(info.state.bytes)) in it"
        return [Outcome(level: .block, effect: effect, field: "/fields/sealed")]
    }
}
