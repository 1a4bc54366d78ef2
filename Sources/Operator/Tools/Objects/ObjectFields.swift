import Guard
import JSON

/// Arguments that tools for objects share.
enum ObjectFields {
    static let bucket = Field<String>.text("bucket", "The object bucket's name (without OBJ_).").terse()
    static let name = Field<String>.text("name", "The object's name: any text, compared byte for byte.", aliases: ["file"])

    /// Nil where they are not given.
    static let headers = Field<[MessagePublish.Header]?>(
        "headers", aliases: ["header"],
        schema: ["type": "array", "items": ["type": "string"], "description": "Headers, each as \"Name: value\"."]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull else { return nil }
        return try HeaderLines.decode(value)
    }
    static let metadata = Field<[MessagePublish.Header]?>(
        "metadata",
        schema: ["type": "array", "items": ["type": "string"], "description": "Metadata, each as \"key=value\"."]
    ) { (value) throws(ArgumentMistake) in
        guard let value, !value.isNull else { return nil }
        return try HeaderLines.decode(value, separator: "=")
    }
    /// Of older prompts: progress is always told to clients that want it.
    static let progress = Field<Bool>.flag("progress", "Taken for older prompts.").unlisted()

    /// How long a transfer to or from a file may take as a whole.
    static let timeout = Field<Duration?>.duration(
        "timeout",
        "With `path`: give up after this long (default 10m). A transfer that stands still fails within 30 s in any case.",
        in: .seconds(1)...(.seconds(2 * 3600))
    ).terse()
    static let usualTimeout = Duration.seconds(600)
}
