import JSON
import Model

extension Rule where C == ObjectPut {
    static let objectPutRefusedByBucket = objectRefusedByBucket(
        code: "NG-O003", name: "object-put-refused-by-bucket", ObjectPut(bucket: "b", name: "o", size: 1))
}

extension Rule where C == ObjectDelete {
    static let objectDeleteRefusedByBucket = objectRefusedByBucket(
        code: "NG-O004", name: "object-delete-refused-by-bucket", ObjectDelete(bucket: "b", name: "o"))
}

extension Rule where C == ObjectEdit {
    static let objectEditRefusedByBucket = objectRefusedByBucket(
        code: "NG-O011", name: "object-edit-refused-by-bucket",
        ObjectEdit(bucket: "b", name: "o", ObjectEdit.Fields(description: "d")))
}

extension Rule where C: ObjectChange {
    fileprivate static func objectRefusedByBucket(code: String, name: String, _ example: C) -> Rule {
        Rule(
            code: code, name: name, level: .refuse,
            why: "The server would refuse it, at the beginning or half-way, and chunks could not be erased again.",
            instead: "Use a bucket that is open for writing; sealing cannot be undone, a mirror is written at its origin.",
            reversible: true, source: "ADR-20; nats-server 2.15.1, observed",
            examples: [
                RuleExample("a sealed bucket", example, .objectExample(nil, configuration: ["sealed": true]), expected: .refuse),
                RuleExample(
                    "a mirror", example, .objectExample(nil, configuration: ["mirror": ["name": "OBJ_x"]]), expected: .refuse),
                RuleExample(
                    "a bucket that denies purges", example, .objectExample(nil, configuration: ["deny_purge": true]),
                    expected: .refuse),
                RuleExample(
                    "a stream without rollups", example, .objectExample(nil, configuration: ["allow_rollup_hdrs": false]),
                    expected: .refuse),
                RuleExample(
                    "a stream that takes no objects", example, .objectExample(nil, configuration: ["subjects": ["other"]]),
                    expected: .refuse),
                RuleExample("a bucket as clients make it", example, .objectExample(.example()), expected: nil),
            ]
        ) { change, evidence in
            guard let configuration = change.stream(evidence)?.configuration else { return [] }
            let bucket = quoted(change.bucket)
            func refuse(_ effect: String) -> [Outcome] { [Outcome(level: .refuse, effect: effect, field: "/bucket")] }
            if configuration.isSealed { return refuse("bucket \(bucket) is sealed: nothing in it can be changed any more") }
            if let origin = configuration.mirror {
                return refuse("bucket \(bucket) is a read-only mirror of \(quoted(origin))")
            }
            if configuration.deniesPurge { return refuse("bucket \(bucket) denies purges (deny_purge)") }
            if configuration.json["allow_rollup_hdrs"]?.bool != true {
                return refuse("bucket \(bucket) does not let a message replace others of its subject (allow_rollup_hdrs)")
            }
            let subjects = ["$O.\(change.bucket).C.>", "$O.\(change.bucket).M.>"]
            guard subjects.allSatisfy(configuration.subjects.contains) || configuration.subjects.contains("$O.\(change.bucket).>")
            else { return refuse("stream \(quoted(ObjectNames.stream(ofBucket: change.bucket))) takes no objects of \(bucket)") }
            return []
        }
    }
}
