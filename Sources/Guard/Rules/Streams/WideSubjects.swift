import JSON
import Model

extension Rule where C: StreamConfiguring {
    static var subjectsTooWide: Rule {
        Rule(
            code: "NG-S025", name: "subjects-too-wide", level: .danger,
            why:
                "A stream that takes every first token, or a tree of the server's or of other stores, stores answers, keys and chunks "
                + "that are not its own, and no other stream can have them.",
            instead: "A prefix of its own: orders.>.",
            reversible: true, source: "nats-server 2.15.1, observed ($KV.>, $O.>, _INBOX.> and * are taken)",
            examples: [
                RuleExample("all keys", is: ["subjects": ["$KV.>"]], expected: .danger),
                RuleExample("answers", is: ["subjects": ["a", "_INBOX.>"]], expected: .danger),
                RuleExample("every word", is: ["subjects": ["*"]], expected: .danger),
                RuleExample("everything", is: ["subjects": [">"]], expected: .refuse),
                RuleExample("everything, unacknowledged", is: ["subjects": [">"], "no_ack": true], expected: .danger),
                RuleExample("the API", is: ["subjects": ["$JS.API.>"]], expected: .refuse),
                RuleExample("advisories", is: ["subjects": ["$JS.EVENT.>"]], expected: nil),
                RuleExample("a prefix", is: ["subjects": ["orders.>"]], expected: nil),
                RuleExample("a wildcard within", is: ["subjects": ["orders.*"]], expected: nil),
            ]
        ) { change, evidence in
            guard change.sets("subjects"), let new = change.proposed, !change.isOfBucket else { return [] }
            let before = C.self == StreamUpdate.self ? evidence.stream(change.stream)?.configuration.subjects ?? [] : []
            return new.subjects.filter { !before.contains($0) }.compactMap { subject in
                guard let (what, isRefused) = reach(of: subject, acknowledged: !new.acknowledgesNothing) else { return nil }
                return Outcome(
                    level: isRefused ? .refuse : .danger, effect: "\(quoted(subject)) takes \(what)",
                    field: change.pointer("subjects"))
            }
        }
    }

    /// What else a subject takes, and whether the server refuses it; nil for one that is its own.
    private static func reach(of subject: String, acknowledged: Bool) -> (String, Bool)? {
        let tokens = subject.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = tokens.first else { return nil }
        if first == ">" { return ("everything", acknowledged) }
        if first == "*" {
            let isOfAPI = SubjectPattern.overlap(subject, "$JS.API.>")
            return ("whatever begins with any word, answers and keys among them", isOfAPI && acknowledged)
        }
        switch first {
        case "$KV": return ("keys of buckets", false)
        case "$O": return ("chunks of objects", false)
        case "_INBOX", "_R_", "_GR_": return ("answers to requests", false)
        case "$SRV": return ("questions to services", false)
        case "$JS" where SubjectPattern.covers("$JS.EVENT.>", subject): return nil
        case "$SYS" where SubjectPattern.covers("$SYS.ACCOUNT.>", subject): return nil
        case "$JS", "$SYS", "$JSC", "$NRG": return ("what is the server's own", acknowledged)
        default: return nil
        }
    }
}
