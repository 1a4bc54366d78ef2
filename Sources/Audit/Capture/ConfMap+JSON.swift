import JSON
import Model

/// A configuration as a capture keeps it: secrets are replaced by marks that rules can still judge.
extension ConfMap {
    private static let secrets = [
        "password", "pass", "token", "nkey", "seed", "key", "jwt", "encryption_key", "private_key", "user_credentials",
        "credentials", "creds", "resolver_preload", "operator", "secret", "auth_token", "prev_key", "prev_encryption_key",
    ]

    var json: JSONValue {
        .array(
            entries.map { entry in
                let isSecret = Self.secrets.contains(entry.key.lowercased())
                var row: JSONObject = [
                    "key": .string(entry.key), "value": isSecret ? entry.value.hidden : entry.value.json,
                    "line": JSONValue(entry.place.line),
                ]
                if !entry.place.file.isEmpty { row.append("file", .string(entry.place.file)) }
                if entry.isVariable { row.append("variable", true) }
                return .object(row)
            })
    }

    init(json: JSONValue) {
        self.init(
            (json.array ?? []).map { row in
                Entry(
                    key: row["key"]?.string ?? "", value: ConfValue(json: row["value"] ?? .null),
                    place: ConfPlace(file: row["file"]?.string ?? "", line: row["line"]?.int ?? 0),
                    isVariable: row["variable"]?.bool ?? false)
            })
    }
}

extension ConfValue {
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): ["text": .string(Self.withoutUser(text))]
        case .number(let number, let unit): ["number": JSONValue(number), "unit": .string(unit)]
        case .decimal(let number): ["decimal": .double(number)]
        case .flag(let flag): ["flag": .bool(flag)]
        case .list(let values): ["list": .array(values.map(\.json))]
        case .map(let map): ["map": map.json]
        }
    }

    /// A hash of a password stays known as one.
    fileprivate var hidden: JSONValue {
        switch self {
        case .text(let text): ["text": .string(text.hasPrefix("$2") ? "$2a$(left out)" : "(left out)")]
        case .list(let values): ["list": .array(values.map(\.hidden))]
        case .map: ["map": .array([])]
        default: json
        }
    }

    /// Addresses of routes may have a user and a password in them.
    private static func withoutUser(_ text: String) -> String {
        guard let start = text.firstRange(of: "://")?.upperBound, let at = text[start...].lastIndex(of: "@") else { return text }
        return text[..<start] + "(left out)" + text[at...]
    }

    fileprivate init(json: JSONValue) {
        if let text = json["text"]?.string {
            self = .text(text)
        } else if let number = json["number"]?.int64 {
            self = .number(number, unit: json["unit"]?.string ?? "")
        } else if let number = json["decimal"]?.number {
            self = .decimal(number)
        } else if let flag = json["flag"]?.bool {
            self = .flag(flag)
        } else if let list = json["list"]?.array {
            self = .list(list.map { ConfValue(json: $0) })
        } else {
            self = .map(ConfMap(json: json["map"] ?? .null))
        }
    }
}
