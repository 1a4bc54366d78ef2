import JSON
import Model

extension Rule where C == ObjectEdit {
    static let nothingToEdit: Rule = Rule(
        code: "NG-O013", name: "no-object-to-edit", level: .refuse,
        why: "Only what is there can be changed: not a deleted object, nor what is no object's meta.",
        instead: "object_ls lists the objects there are; object_put writes a new one.",
        reversible: true, source: "ADR-20",
        examples: [
            RuleExample("an object", edit(), .objectExample(.example()), expected: nil),
            RuleExample("no object", edit(), .objectExample(nil), expected: .refuse),
            RuleExample("a deleted one", edit(), .objectExample(.example(["deleted": true])), expected: .refuse),
            RuleExample("a link", edit(), .objectExample(.example(["options": ["link": ["bucket": "x"]]])), expected: nil),
            RuleExample("what another rule tells of", edit(), Evidence(), expected: nil),
        ]
    ) { change, evidence in
        guard case .object(let entry)? = evidence[.object(change.name, bucket: change.bucket)] else { return [] }
        guard let entry, !entry.meta.isDeleted, !entry.meta.json.isEmpty else {
            return [Outcome(level: .refuse, effect: "there is no object \(quoted(change.name)) to change", field: "/name")]
        }
        return []
    }

    static let newNameTaken: Rule = Rule(
        code: "NG-O014", name: "new-name-unusable", level: .refuse,
        why: "A rename over another object would destroy that one; and no name may be empty or longer than a subject can be.",
        instead: "Choose another name, or delete what has it first.",
        reversible: true, source: "ADR-20; max_control_line of nats-server",
        examples: [
            RuleExample("a free name", edit("p"), .renameExample(.object(nil)), expected: nil),
            RuleExample("a deleted object's", edit("p"), .renameExample(.object(.example(["deleted": true]))), expected: nil),
            RuleExample("another object's", edit("p"), .renameExample(.object(.example())), expected: .refuse),
            RuleExample("one nobody could look up", edit("p"), .renameExample(.unknown("timeout")), expected: .refuse),
            RuleExample("none", edit(""), .renameExample(.object(nil)), expected: .refuse),
            RuleExample("its own", edit("o"), .objectExample(.example()), expected: nil),
        ]
    ) { change, evidence in
        guard let name = change.newName else { return [] }
        func refuse(_ effect: String) -> [Outcome] { [Outcome(level: .refuse, effect: effect, field: "/new_name")] }
        if let fault = ObjectNames.fault(of: name) { return refuse(fault) }
        let question = Question.object(name, bucket: change.bucket)
        switch evidence[question] {
        case .object(nil)?: return []
        case .object(let entry?)?:
            return entry.meta.isDeleted ? [] : refuse("there is an object \(quoted(name)) already: \(entry.words)")
        default: return refuse("it is not known whether there is an object \(quoted(name)): \(evidence.why(question))")
        }
    }

    static let objectRenamed: Rule = Rule(
        code: "NG-O015", name: "object-renamed", level: .warn,
        why:
            "Links to the old name lead nowhere from then on, and who watches hears of the new name only: the old one goes without "
            + "a mark, as with every client.",
        instead: "Put a copy under the new name, move readers there, then delete the old one.",
        reversible: true, source: "ADR-20; what nats.go does",
        examples: [
            RuleExample("another name", edit("p"), .renameExample(.object(nil)), expected: .warn),
            RuleExample("the same", edit("o"), .objectExample(.example()), expected: nil),
            RuleExample("a description", edit(), .objectExample(.example()), expected: nil),
        ]
    ) { change, evidence in
        guard let name = change.newName, let present = change.present else { return [] }
        return [Outcome(level: .warn, effect: "renames \(quoted(change.name)) (\(present.words)) to \(quoted(name))")]
    }

    private static func edit(_ name: String? = nil) -> ObjectEdit {
        ObjectEdit(bucket: "b", name: "o", ObjectEdit.Fields(name: name, description: "d"))
    }
}

extension Evidence {
    /// A bucket `b` with an object `o`, and what is known of `p`.
    fileprivate static func renameExample(_ other: Fact) -> Evidence {
        var evidence = objectExample(.example())
        evidence[.object("p", bucket: "b")] = other
        return evidence
    }
}
