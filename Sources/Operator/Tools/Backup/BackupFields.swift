import JSON

/// Arguments that backups and restores share.
enum BackupFields {
    static let target = Field<String>.text(
        "target", "The backup's directory, below --files-root; its parent must exist.", aliases: ["backup", "path", "directory"])
    static let directory = Field<String>.text(
        "directory", "The backup, below --files-root.", aliases: ["backup", "path", "target"])
    static let streams = Field<String?>.optionalText("streams", "Only streams of these names: * and ? stand for characters.")
    static let withConsumers = Field<Bool?>.optionalFlag("consumers", "With the consumers and their positions (default).")
    static let consumers = Field<Bool?>.optionalFlag(
        "consumers", "With consumers and positions. Default true; false under another name where some push.")
    static let replicas = Field<Int?>.optionalCount("replicas", "Other copies.", in: 1...5).terse()
    static let cluster = Field<String?>.content("cluster", "Place into this cluster; \"\" for any.").terse()
    static let tags = Field<[String]?>.texts("tags", "Place on servers with these tags; [] for any.").terse()
    static let keepExpired = Field<Bool>.flag("keep_expired", "Without max_age, which would delete old messages at once.")
    static let dryRun = Field<Bool?>.optionalFlag(
        "dry_run", "Plan only. Default true where the account has streams already.")

    /// Of the nats command line: what they ask for is always so.
    static let check = Field<Bool>.flag("check", "Taken for older prompts: archives are always checked.").unlisted()
    static let critical = Field<Bool>.flag(
        "critical_warnings", "Taken for older prompts: a stream that is not saved always counts."
    ).unlisted()
    static let force = Field<Bool>.flag("force", "Taken for older prompts: nothing is asked, nothing overwritten.").unlisted()
}

extension Field where Value == Bool? {
    /// A flag whose absence means something of its own.
    static func optionalFlag(_ name: String, _ description: String) -> Field {
        Field(name, schema: ["type": "boolean", "description": .string(description)]) { (value) throws(ArgumentMistake) in
            switch value {
            case nil, .null?: return nil
            case .bool(let flag)?: return flag
            case .string("true")?: return true
            case .string("false")?: return false
            default: throw ArgumentMistake("true or false")
            }
        }
    }
}

extension Field where Value == Int? {
    /// A whole number that may be left out; `"5"` counts as 5.
    static func optionalCount(_ name: String, _ description: String, in range: ClosedRange<Int>) -> Field {
        let schema: JSONObject = [
            "type": "integer", "minimum": JSONValue(range.lowerBound), "maximum": JSONValue(range.upperBound),
            "description": .string(description),
        ]
        return Field(name, schema: schema) { (value) throws(ArgumentMistake) in
            guard let value, !value.isNull else { return nil }
            guard let number = value.int ?? value.string.flatMap({ Int($0) }), range.contains(number) else {
                throw ArgumentMistake("a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}
