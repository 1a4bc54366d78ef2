import JSON
import Model

extension Rule where C == ObjectPut {
    static let objectPutUnseen = objectUnseen(
        code: "NG-O001", name: "object-put-unseen", ObjectPut(bucket: "b", name: "o", size: 1))
}

extension Rule where C == ObjectDelete {
    static let objectDeleteUnseen = objectUnseen(
        code: "NG-O002", name: "object-delete-unseen", ObjectDelete(bucket: "b", name: "o"))
}

extension Rule where C == ObjectEdit {
    static let objectEditUnseen = objectUnseen(
        code: "NG-O010", name: "object-edit-unseen", ObjectEdit(bucket: "b", name: "o", ObjectEdit.Fields(description: "d")))
}

extension Rule where C: ObjectChange {
    fileprivate static func objectUnseen(code: String, name: String, _ example: C) -> Rule {
        Rule(
            code: code, name: name, level: .refuse,
            why: "What cannot be read cannot be judged: nobody knows what this would replace or delete.",
            instead: "Check the bucket's name and that this user may read it, then try again.",
            reversible: true, source: "the guard's own rule",
            examples: [
                RuleExample(
                    "a bucket that gave no answer", example, Evidence([.stream("OBJ_b"): .unknown("timeout")]), expected: .refuse),
                RuleExample(
                    "an object that gave no answer", example,
                    Evidence([
                        .stream("OBJ_b"): .stream(StreamInfo(json: [:])), .object("o", bucket: "b"): .unknown("timeout"),
                    ]), expected: .refuse),
                RuleExample("a bucket that did", example, .objectExample(.example()), expected: nil),
            ]
        ) { change, evidence in
            for question: Question in [
                .stream(ObjectNames.stream(ofBucket: change.bucket)), .object(change.name, bucket: change.bucket),
            ] {
                switch evidence[question] {
                case .stream?, .object?: continue
                case .unknown(let why)?:
                    return [Outcome(level: .refuse, effect: "nothing is known of \(quoted(change.asset)): \(why)")]
                default: return [Outcome(level: .refuse, effect: "nothing is known of \(quoted(change.asset))")]
                }
            }
            return []
        }
    }
}
