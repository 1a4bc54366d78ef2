public import JSON
public import Platform

/// One change as the journal has it: its intent, and its outcome where one was written.
public struct JournalEntry: Sendable, Hashable {
    public let intent: JSONObject
    public let outcome: JSONObject?

    /// Joins intents with their outcomes, in order of the intents.
    public static func all(_ records: [JSONObject]) -> [JournalEntry] {
        var outcomes: [String: JSONObject] = [:]
        for record in records where record["phase"] == "outcome" {
            if let id = record["id"]?.string { outcomes[id] = record }
        }
        return records.filter { $0["phase"] == "intent" }.map { intent in
            JournalEntry(intent: intent, outcome: intent["id"]?.string.flatMap { outcomes[$0] })
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

    /// `{intent…, outcome: {status, code?, message?, outcome?, verification?, time}}`
    public var json: JSONObject {
        var object = intent
        object["phase"] = nil
        var end = outcome ?? ["status": .string(status)]
        for key in ["id", "phase"] { end[key] = nil }
        object["outcome"] = .object(end)
        return object
    }
}
