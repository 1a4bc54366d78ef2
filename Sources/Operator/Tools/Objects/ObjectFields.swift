import JSON

/// Arguments that tools for objects share.
enum ObjectFields {
    static let bucket = Field<String>.text("bucket", "The object bucket's name (without OBJ_).").terse()
    static let name = Field<String>.text("name", "The object's name: any text, compared byte for byte.", aliases: ["file"])

    /// How long a transfer to or from a file may take as a whole.
    static let timeout = Field<Duration?>.duration(
        "timeout",
        "With `path`: give up after this long (default 10m). A transfer that stands still fails within 30 s in any case.",
        in: .seconds(1)...(.seconds(2 * 3600)))
    static let usualTimeout = Duration.seconds(600)
}
