import Guard
import JSON

/// What has become of the messages of one change so far.
struct PublishTally {
    /// How many there are to be.
    let wanted: Int
    private(set) var sent = 0
    private var stored = 0
    private var duplicates = 0
    private var first: PublishAcknowledgement?
    private var last: PublishAcknowledgement?
    /// Why it is not known whether any was stored.
    var unknown: String?

    init(wanted: Int) { self.wanted = wanted }

    mutating func add(_ acknowledgement: PublishAcknowledgement?) {
        sent += 1
        guard let acknowledgement else { return }
        if acknowledgement.isDuplicate { duplicates += 1 } else { stored += 1 }
        if first == nil { first = acknowledgement }
        last = acknowledgement
    }

    var outcome: JSONObject {
        var object: JSONObject = ["stored": last.map { .object($0.json) } ?? nil]
        if let unknown { object.append("stored_unknown", .string(unknown)) }
        if wanted > 1 {
            object.append("sent", JSONValue(sent))
            object.append("stored_count", JSONValue(stored))
            if duplicates > 0 { object.append("duplicates", JSONValue(duplicates)) }
            if let first { object.append("first_sequence", JSONValue(first.sequence)) }
        }
        return object
    }

    /// A failure, told with what had happened before.
    func stopped(by failure: ChangeFailure) -> ChangeFailure {
        guard wanted > 1 else { return failure }
        let word = last == nil ? "sent" : "stored"
        var details = outcome
        for member in failure.details.members { details[member.key] = member.value }
        return ChangeFailure(
            code: failure.code,
            message: "\(last == nil ? sent : stored) of \(wanted) messages were \(word), then it stopped: \(failure.message)",
            outcomeUnknown: failure.outcomeUnknown, details: details)
    }
}
