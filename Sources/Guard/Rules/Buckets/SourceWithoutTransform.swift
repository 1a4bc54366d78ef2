import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var keysKeepForeignSubjects: Rule {
        Rule(
            code: "NG-K020", name: "keys-keep-foreign-subjects", level: .danger,
            why: "What comes from another bucket keeps that bucket's subjects: its keys are stored here and read by nobody.",
            instead:
                "Name the bucket with kv_add or kv_edit, which set the transform: subject_transforms from $KV.<other>.> to $KV.<this>.>.",
            reversible: true, source: "nats-server 2.15.1, observed",
            examples: [
                RuleExample("no transform", .keys([["name": "KV_o"]]), .before, expected: .danger),
                RuleExample(
                    "transformed",
                    .keys([["name": "KV_o", "subject_transforms": [["src": "$KV.o.>", "dest": "$KV.b.>"]]]]),
                    .before, expected: nil),
                RuleExample("a stream", is: ["sources": [["name": "KV_o"]]], expected: nil),
            ]
        ) { change, _ in
            guard let bucket = KeyValueNames.bucket(ofStream: change.stream), change.sets("sources") else { return [] }
            let own = KeyValueNames.subject(bucket: bucket, key: ">")
            return (change.proposed?.json["sources"]?.array ?? []).compactMap { source in
                guard let name = source["name"]?.string, let other = KeyValueNames.bucket(ofStream: name), other != bucket,
                    source["subject_transforms"]?.array?.contains(where: {
                        SubjectPattern.overlap(own, RepublishWay.destination($0.object ?? [:]))
                    }) != true
                else { return nil }
                return Outcome(
                    level: .danger, effect: "keys of \(quoted(other)) come as $KV.\(other).…, which reads of this bucket miss",
                    field: change.pointer("sources"))
            }
        }
    }
}

extension Evidence {
    /// The bucket before it has sources; a stream that is yet to be made is not looked at.
    fileprivate static var before: Evidence { .bucketExample() }
}

extension StreamConfiguring {
    /// For examples: the bucket `b` with these sources.
    fileprivate static func keys(_ sources: [JSONValue]) -> Self {
        let fields: JSONObject = ["sources": .array(sources)]
        if let update = StreamUpdate.bucket(fields) as? Self { return update }
        return bare(BucketConfiguration.keyValue("b", fields))
    }
}
