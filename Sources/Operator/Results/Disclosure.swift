import JSON
import Model

/// What may leave the house: chosen by whoever starts the program, for every tool. What a model reads, others may read too.
public struct Disclosure: Sendable {
    public let payloads: PayloadMode
    private let hidden: [NamePattern]

    /// - Parameter hide: patterns of subjects, keys, objects, buckets and streams that no result may have in it: `*` stands
    ///   for any characters (dots too), `?` for one.
    public init(payloads: PayloadMode = .full, hide: [String] = []) {
        self.payloads = payloads
        hidden = hide.map(NamePattern.init)
    }

    public static let everything = Disclosure()

    var hidesNames: Bool { !hidden.isEmpty }

    /// Whether a name is hidden; that of a bucket's stream also with the bucket's.
    func hides(_ name: String) -> Bool {
        guard hidesNames else { return false }
        let bucket = ["KV_", "OBJ_"].first { name.utf8.starts(with: $0.utf8) }.map { String(name.dropFirst($0.count)) }
        return hidden.contains { $0.matches(name) || bucket.map($0.matches) ?? false }
    }

    /// Refuses an argument that names what is hidden: its result would show it, and nobody should change what they can't see.
    func check(_ arguments: JSONObject) throws(ToolFailure) {
        guard hidesNames else { return }
        for key in Self.naming {
            for name in Self.names(arguments[key]) where hides(name) || hidesParts(of: arguments, name: name) {
                throw ToolFailure(
                    "hidden", "`\(key)`: this name is kept out of all results (--hide), so nothing is told or changed about it.",
                    next: "Whoever starts nats-operator decides what --hide hides.")
            }
        }
        // A configuration names subjects and streams too; shells give it as text.
        if let config = arguments["config"] {
            let object = config.object ?? config.string.flatMap { (try? JSONParser().parse($0))?.object }
            if let object { try check(object) }
        }
    }

    /// One name, or a list of them; a list may be a text with commas.
    private static func names(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text)?: [text] + (text.contains(",") ? text.split(separator: ",").map { String($0).trimmed } : [])
        case .array(let elements)?: elements.compactMap(\.string)
        default: []
        }
    }

    /// A bucket or key is also known by its subject.
    private func hidesParts(of arguments: JSONObject, name: String) -> Bool {
        guard let bucket = arguments["bucket"]?.string else { return false }
        return name == bucket ? hides(bucket: bucket) : hides(key: name, in: bucket)
    }

    private func hides(bucket: String) -> Bool { hides(bucket) || hides("KV_" + bucket) || hides("OBJ_" + bucket) }

    /// Whether a key or an object is hidden, by its own name or with its bucket's.
    func hides(key: String, in bucket: String) -> Bool {
        hidesNames && (hides(key) || hides("$KV.\(bucket).\(key)") || hides("\(bucket)/\(key)"))
    }

    private static let naming = [
        "subject", "key", "bucket", "stream", "name", "new_name", "consumer", "filter", "subjects", "filter_subject",
        "filter_subjects", "deliver_subject", "durable_name",
    ]

    /// A result without what is hidden: rows about it are left out and counted in `hidden`, its name elsewhere is masked.
    /// Users' own JSON is left as it is: `payloads` is for that.
    func applied(to result: JSONObject) -> JSONObject {
        guard hidesNames else { return result }
        var count = 0
        var object = cleaned(result, nil, &count)
        if count > 0 { object.append("hidden", JSONValue(count)) }
        return object
    }

    private static let mask = "(hidden)"

    /// - Parameter bucket: whose keys are in it.
    private func cleaned(_ object: JSONObject, _ bucket: String?, _ count: inout Int) -> JSONObject {
        let bucket = object["bucket"]?.string ?? bucket
        var members: [JSONObject.Member] = []
        for member in object.members {
            if hides(member.key) {
                count += 1
                continue
            }
            let value = Self.opaque.contains(member.key) ? member.value : cleaned(member.value, bucket, &count)
            members.append(JSONObject.Member(key: member.key, value: value))
        }
        return JSONObject(uniqueMembers: members)
    }

    /// Not names: a user's own data, and what only this program reads.
    private static let opaque: Set<String> = [Payload.jsonKey, "text", "base64", "next_cursor", "cursor", "token"]

    private func cleaned(_ value: JSONValue, _ bucket: String?, _ count: inout Int) -> JSONValue {
        switch value {
        case .object(let object):
            guard isAboutHidden(value, bucket) else { return .object(cleaned(object, bucket, &count)) }
            count += 1
            return .string(Self.mask)
        case .array(let elements):
            var kept: [JSONValue] = []
            for element in elements {
                if isAboutHidden(element, bucket) { count += 1 } else { kept.append(cleaned(element, bucket, &count)) }
            }
            return .array(kept)
        case .string(let text): return .string(masked(text))
        default: return value
        }
    }

    /// What is shown instead of a result that is about something hidden as a whole.
    func refusal(of result: JSONObject) -> ToolFailure? {
        guard hidesNames, isAboutHidden(.object(result), nil) else { return nil }
        return ToolFailure(
            "hidden", "What this would show has a name that is kept out of all results (--hide).",
            next: "Whoever starts nats-operator decides what --hide hides.")
    }

    /// A row of a list, a name in one, or an object about one thing.
    private func isAboutHidden(_ element: JSONValue, _ bucket: String?) -> Bool {
        switch element {
        case .string(let name): return hides(name)
        case .object(let row):
            if let own = row["bucket"]?.string, hides(bucket: own) { return true }
            if let bucket = row["bucket"]?.string ?? bucket,
                ["key", "name"].contains(where: { row[$0]?.string.map { hides(key: $0, in: bucket) } ?? false })
            {
                return true
            }
            return ["subject", "key", "name", "bucket", "stream"].contains { key in row[key]?.string.map { hides($0) } ?? false }
        default: return false
        }
    }

    /// The text with each hidden name in it masked: a name ends where none can go on.
    func masked(_ text: String) -> String {
        guard hidesNames else { return text }
        if hides(text) { return Self.mask }
        var result = ""
        var word = ""
        func flush() {
            // A full stop behind a name ends the sentence, not the name.
            let bare = word.last.map { ".:?!".contains($0) } ?? false ? String(word.dropLast()) : word
            result += hides(bare) ? Self.mask + word.dropFirst(bare.count) : hides(word) ? Self.mask : word
            word = ""
        }
        for character in text {
            if character.isWhitespace || "\"'`,;()[]{}".contains(character) {
                if !word.isEmpty { flush() }
                result.append(character)
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { flush() }
        return result
    }
}
