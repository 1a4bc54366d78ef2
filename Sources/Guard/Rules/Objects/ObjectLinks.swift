import JSON
import Model

extension Rule where C == ObjectPut {
    static let linkLeadsNowhere: Rule = Rule(
        code: "NG-O009", name: "link-leads-nowhere", level: .refuse,
        why: "A link is followed once: one to what is not there, to a deleted object or to another link cannot be read.",
        instead: "Link to the object itself (object_info shows where a link leads).",
        reversible: true, source: "ADR-20",
        examples: [
            RuleExample("an object", link("x"), .linkExample(.object(.example())), expected: nil),
            RuleExample("no object", link("x"), .linkExample(.object(nil)), expected: .refuse),
            RuleExample("a deleted one", link("x"), .linkExample(.object(.example(["deleted": true]))), expected: .refuse),
            RuleExample(
                "another link", link("x"), .linkExample(.object(.example(["options": ["link": ["bucket": "b"]]]))),
                expected: .refuse),
            RuleExample("what nobody could read", link("x"), .linkExample(.unknown("timeout")), expected: .refuse),
            RuleExample(
                "a bucket", link(nil), .linkExample(.absent, bucket: .stream(StreamInfo(json: [:]))), expected: nil),
            RuleExample("no bucket", link(nil), .linkExample(.absent, bucket: .absent), expected: .refuse),
            RuleExample("bytes", ObjectPut(bucket: "b", name: "o", size: 1), .objectExample(nil), expected: nil),
        ]
    ) { change, evidence in
        guard let link = change.link, let question = change.linkQuestion else { return [] }
        func refuse(_ what: String) -> [Outcome] {
            [Outcome(level: .refuse, effect: "the link would lead to \(link.words): \(what)", field: "/link")]
        }
        switch evidence[question] {
        case .stream?: return []
        case .object(let entry?)?:
            if entry.meta.isDeleted { return refuse("that was deleted at \(entry.modified)") }
            if entry.meta.link != nil { return refuse("that is a link itself") }
            return entry.meta.json.isEmpty ? refuse("that is no object's meta") : []
        case .object(nil)?: return refuse("there is no such object")
        case .absent?: return refuse("there is no such bucket")
        default: return refuse(evidence.why(question))
        }
    }

    static let linkOverObject: Rule = Rule(
        code: "NG-O012", name: "link-over-object", level: .refuse,
        why: "A link takes the place of another link, or of what was deleted: clients make none over an object.",
        instead: "Delete the object first, or give the link another name.",
        reversible: true, source: "ADR-20",
        examples: [
            RuleExample("over an object", link("x"), .objectExample(.example()), expected: .refuse),
            RuleExample("over a deleted one", link("x"), .objectExample(.example(["deleted": true])), expected: nil),
            RuleExample(
                "over a link", link("x"), .objectExample(.example(["options": ["link": ["bucket": "b"]]])), expected: nil),
        ]
    ) { change, evidence in
        guard change.link != nil, let present = evidence.object(change.name, bucket: change.bucket), !present.meta.isDeleted,
            present.meta.link == nil
        else { return [] }
        return [Outcome(level: .refuse, effect: "there is an object \(quoted(change.name)): \(present.words)", field: "/name")]
    }

    private static func link(_ name: String?) -> ObjectPut {
        var put = ObjectPut(bucket: "b", name: "o", size: 0)
        put.link = ObjectLink(bucket: "there", name: name)
        put.overwrite = true
        return put
    }
}

extension Evidence {
    /// A bucket `b` without an object `o`, and what is known of where a link to `there` leads.
    fileprivate static func linkExample(_ object: Fact, bucket: Fact = .absent) -> Evidence {
        var evidence = objectExample(nil)
        evidence[.object("x", bucket: "there")] = object
        evidence[.stream("OBJ_there")] = bucket
        return evidence
    }
}
