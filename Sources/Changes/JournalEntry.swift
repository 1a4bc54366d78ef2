public import JSON
public import Platform

/// One change as the journal has it: its intent, and its outcome where one was written.
public struct JournalEntry: Sendable, Hashable {
    public let intent: JSONObject
    public let outcome: JSONObject?
    /// What the state showed later of one whose outcome nobody knew.
    public let aftermath: JSONObject?

    /// Joins intents with their outcomes, in order of the intents.
    public static func all(_ records: [JSONObject]) -> [JournalEntry] {
        var outcomes: [String: JSONObject] = [:]
        var aftermaths: [String: JSONObject] = [:]
        for record in records {
            guard let id = record["id"]?.string else { continue }
            if record["phase"] == "outcome" { outcomes[id] = record }
            if record["phase"] == "aftermath" { aftermaths[id] = record }
        }
        return records.filter { $0["phase"] == "intent" }.map { intent in
            let id = intent["id"]?.string ?? ""
            return JournalEntry(intent: intent, outcome: outcomes[id], aftermath: aftermaths[id])
        }
    }

    public var time: WallTime? { intent["time"]?.string.flatMap(WallTime.init(rfc3339:)) }
    public var tool: String { intent["tool"]?.string ?? "" }
    public var caller: String { intent["caller"]?.string ?? "" }
    public var context: String { intent["target"]?["context"]?.string ?? "" }
    /// `unwritten` where the program ended, or could not write, before the outcome was known.
    public var status: String { outcome?["status"]?.string ?? "unwritten" }

    /// The names the request has in it: stream, bucket, key and the like.
    public var names: [String] {
        (intent["request"]?.object?.members ?? []).compactMap { member in
            ["stream", "bucket", "key", "name", "consumer", "subject"].contains(member.key) ? member.value.string : nil
        }
    }

    /// `{intent…, outcome: {status, code?, message?, outcome?, verification?, time}, aftermath?: {found, message, time}}`
    public var json: JSONObject {
        var object = intent
        object["phase"] = nil
        var end = outcome ?? ["status": .string(status)]
        for key in ["id", "phase"] { end[key] = nil }
        object["outcome"] = .object(end)
        if var after = aftermath {
            for key in ["id", "phase"] { after[key] = nil }
            object["aftermath"] = .object(after)
        }
        return object
    }
}
