public import JSON

/// Puts other names in the place of names, subjects, addresses and texts: the same one for the same, so that a capture can be
/// judged by others. What a check looks at by its value (kinds, versions, numbers, times, wildcards) stays.
public struct Masking {
    private var names: [String: String] = [:]

    public init() {}

    /// Keys whose texts are words of NATS, numbers or times.
    private static let kept: Set<String> = [
        "retention", "storage", "discard", "compression", "ack_policy", "deliver_policy", "replay_policy", "persist_mode",
        "priority_policy", "created", "ts", "time", "taken", "first_ts", "last_ts", "last_active", "leader_since", "pause_until",
        "opt_start_time", "start", "now", "uptime", "idle", "rtt", "last_activity", "version", "ver", "go", "git_commit",
        "status",
        "capture", "program", "kind", "type", "lang", "config_load_time", "config_digest", "tls_cert_not_after", "expires",
        "newest",
        "tls_version", "tls_cipher_suite", "sample_freq", "unit", "last_time", "update_time", "state", "what", "field",
    ]
    /// Of a noted reason, its text.
    static let reasonKey = "said"
    /// Objects whose keys are names.
    private static let namedBy: Set<String> = [
        "consumers", "offline", "outbound_gateways", "inbound_gateways", "account_details", "subjects", "streams", "servers",
    ]
    /// Texts of others: nothing of them is needed.
    private static let texts: Set<String> = ["description", "error", "reason"]

    public mutating func masked(_ capture: JSONObject) -> JSONObject { object(capture, key: "") }

    private mutating func object(_ object: JSONObject, key: String) -> JSONObject {
        let isNamed = Self.namedBy.contains(key)
        return JSONObject(
            uniqueMembers: object.members.map { member in
                let name = isNamed ? masked(member.key) : member.key
                return JSONObject.Member(key: name, value: value(member.value, key: member.key, in: key))
            })
    }

    private mutating func value(_ value: JSONValue, key: String, in parent: String) -> JSONValue {
        switch value {
        case .object(let inner): return .object(object(inner, key: key))
        case .array(let values):
            var masked: [JSONValue] = []
            for inner in values {
                // In a list, the members of an object are its own.
                if let row = inner.object {
                    masked.append(.object(object(row, key: "")))
                } else {
                    masked.append(self.value(inner, key: key, in: parent))
                }
            }
            return .array(masked)
        case .string(let text):
            if parent == "metadata" {
                if key.hasPrefix("guard.reason.") { return .string(Self.reason(text)) }
                let isJudged = key.hasPrefix("_nats.") || key.hasPrefix("io.nats.monitor.") || key == "guard.critical"
                return isJudged ? value : .string(masked(text))
            }
            if key == Self.reasonKey { return .string(Self.reason(text)) }
            if Self.kept.contains(key) { return value }
            if parent == "documents" || parent == "unseen" { return .string("(masked)") }
            if Self.texts.contains(key) { return .string("(masked)") }
            // Values of a configuration file: words decide there, and addresses.
            if key == "text" { return Self.isWord(text) ? value : .string(masked(text)) }
            if key == "key" { return value }
            return .string(masked(text))
        default: return value
        }
    }

    private static func isWord(_ text: String) -> Bool {
        ["always", "enabled", "file", "memory", "true", "false", "deny", "allow"].contains(text.lowercased())
            || text.hasPrefix("$2")
            || text.first?.isNumber == true
    }

    /// Of a reason its days and the releases of servers it speaks of stay: by them it is judged.
    private static func reason(_ text: String) -> String {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-")) }
        let kept = words.compactMap { word -> String? in
            let word = word.last == "." ? word.dropLast() : word
            let days = word.split(separator: "-", omittingEmptySubsequences: false)
            if days.map(\.count) == [4, 2, 2], days.allSatisfy({ $0.allSatisfy(\.isNumber) }) { return "(\(word))" }
            let release = word.split(separator: ".", omittingEmptySubsequences: false)
            let isRelease =
                (2...3).contains(release.count) && release[0] == "2"
                && release.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy(\.isNumber) }
            return isRelease ? String(word) : nil
        }
        return (["(masked)"] + kept).joined(separator: " ")
    }

    private mutating func masked(_ text: String) -> String {
        if text.contains("\u{1F}") {
            return text.split(separator: "\u{1F}", omittingEmptySubsequences: false).map { masked(String($0)) }.joined(
                separator: "\u{1F}")
        }
        if text.isEmpty || ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost", ">", "*"].contains(text) { return text }
        for place in ["/tmp", "/var/tmp", "/dev/shm", "/run", "/var/run"] where text == place || text.hasPrefix(place + "/") {
            return place + "/" + token(String(text.dropFirst(place.count)))
        }
        // A space, and the like, is what a check may look for.
        return text.split(separator: ".", omittingEmptySubsequences: false).map { token(String($0)) }.joined(separator: ".")
    }

    private mutating func token(_ text: String) -> String {
        if text.isEmpty || text == "*" || text == ">" || text.hasPrefix("$") || text == "C" || text == "M" { return text }
        for prefix in ["KV_", "OBJ_"] where text.hasPrefix(prefix) { return prefix + token(String(text.dropFirst(prefix.count))) }
        if let known = names[text] { return known }
        let blank = text.contains(where: \.isWhitespace) ? " " : ""
        let name = "m\(names.count + 1)\(blank)"
        names[text] = name
        return name
    }
}
