import JSON
import Model
import Platform

/// The arguments and results that watches share.
enum WatchFields {
    static let duration = Field<Duration?>.duration(
        "duration", "At most 30s, default 10s.", in: .milliseconds(1)...(.seconds(30)))
    static let count = Field<Int>.count("count", "End after this many changes.", in: 1...1000, default: 100).terse()
    static let updatesOnly = Field<Bool>.flag("updates_only", "Only changes from now on.").terse()

    /// - Parameter resumeAt: the argument that goes on, which the result has too.
    static func output(_ tool: String, changes: JSONObject, resumeAt: String) -> JSONObject {
        [
            "bucket": ["type": "string"], "changes": .object(changes),
            "ended": ["type": "string", "description": "duration, count, max_bytes, or interrupted (`message` says why)."],
            "caught_up": ["type": "boolean", "description": "Whether all that was there at the beginning has been told."],
            resumeAt: [
                "type": "integer", "description": .string("Give it to \(tool) to go on without missing anything."),
            ],
            "message": ["type": "string"], "untrusted": ["type": "string"],
        ]
    }

    /// Refuses more than one place to begin at, and one that the bucket has not come to.
    /// - Parameter others: other arguments that say where to begin, and whether they were given.
    static func check(
        _ resume: UInt64?, named name: String, others: [(name: String, isGiven: Bool)], _ info: StreamInfo
    ) throws(ToolFailure) {
        guard others.count(where: \.isGiven) + (resume == nil ? 0 : 1) < 2 else {
            let names = ([name] + others.map(\.name)).map { "`\($0)`" }
            throw ToolFailure(
                "invalid_argument",
                "\(names.dropLast().joined(separator: ", ")) and \(names.last ?? "") say where to begin: give one of them.")
        }
        let last = info.state.lastSequence
        guard let resume, resume > last &+ 1 else { return }
        let what = name == "resume_revision" ? "revision" : "sequence"
        throw ToolFailure(
            "invalid_argument", "`\(name)` \(resume) is beyond the bucket's last \(what), \(last).",
            next: "The bucket was made anew since, or it is another one: watch without \(name).")
    }
}
