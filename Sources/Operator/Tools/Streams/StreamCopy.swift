import Guard
public import JSON
import JetStream
import Model

/// Makes a stream configured as another one.
public struct StreamCopy: Tool {
    public let name = "stream_copy"
    public let title = "Copy a stream's configuration"
    public let description =
        "Creates a stream or bucket configured as `stream`, with other `subjects`; `config` overrides fields. Messages and consumers are "
        + "not copied: for messages use stream_add with mirror or sources."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats

    private static let origin = Field<String>.text("stream", "The stream's name.", aliases: ["source"]).terse()
    private static let copy = Field<String>.text("to", "The new name.", aliases: ["destination", "target", "new_name"])
    private static let input = ConfigurationInput(StreamFields.all, own: ["subjects"])

    public let fields: [any FieldShape] = [origin, copy, StreamAdd.subjects] + input.fields + ChangeFields.ofConfigurations

    public let output: JSONObject = ChangeOutput.properties([
        "created": ["type": "boolean"],
        "left_out": ["type": "array", "items": ["type": "string"], "description": "Fields no new stream can have."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let origin = try await StreamLookup.info(try arguments(Self.origin), context)
        let name = try arguments(Self.copy)
        var fields = try Self.input.read(arguments)
        if let subjects = try arguments(StreamAdd.subjects) {
            guard fields["subjects"] == nil else {
                throw ToolFailure("invalid_argument", "`subjects` is given twice, by itself and in `config`: give one of them.")
            }
            fields["subjects"] = .array(subjects.map { .string($0) })
        }
        if fields["subjects"] == nil, let own = Self.subjects(ofBucket: name, like: origin) { fields["subjects"] = own }
        var leftOut: [JSONValue] = []
        if origin.configuration.isSealed, fields["sealed"] == nil {
            fields["sealed"] = .null
            leftOut.append("sealed: a new stream takes messages; the limits that sealing set stay")
        }
        fields["name"] = .string(name)
        // Streams give null for what they have not; a stream is made of what it has.
        let configuration = origin.configuration.replacing(fields)
        try await Self.refuseOverlap(configuration, origin, given: fields["subjects"] != nil, context)
        var result = try await StreamMaking.run(configuration, tool: self.name, arguments, context)
        if !leftOut.isEmpty { result.append("left_out", .array(leftOut)) }
        return result
    }

    /// A bucket's subjects are made of its name.
    private static func subjects(ofBucket name: String, like origin: StreamInfo) -> JSONValue? {
        guard !origin.configuration.subjects.isEmpty else { return .none }
        if KeyValueNames.bucket(ofStream: origin.name) != nil, let bucket = KeyValueNames.bucket(ofStream: name) {
            return [.string("$KV.\(bucket).>")]
        }
        if ObjectNames.bucket(ofStream: origin.name) != nil, let bucket = ObjectNames.bucket(ofStream: name) {
            return [.string("$O.\(bucket).C.>"), .string("$O.\(bucket).M.>")]
        }
        return .none
    }

    /// The server would say no more than that they overlap.
    private static func refuseOverlap(
        _ configuration: StreamConfiguration, _ origin: StreamInfo, given: Bool, _ context: ToolContext
    ) async throws(ToolFailure) {
        var taken: [String] = []
        for subject in configuration.subjects.prefix(64) {
            try Subjects.checkFilter(subject, argument: "subjects")
            do {
                let names = try await context.jetStream.streamNames(subject: subject, limit: 5)
                if let name = names.first { taken.append("\(quoted(subject)) by \(quoted(name))") }
            } catch {
                throw ToolFailure(error)
            }
        }
        guard !taken.isEmpty else { return }
        throw ToolFailure(
            "subjects_overlap",
            "No two streams may take the same subject. Taken already: \(taken.prefix(5).joined(separator: ", ")). Nothing was made.",
            next: given
                ? "Give `subjects` that no stream takes; stream_find with `subject` shows which one does."
                : "Give `subjects` of its own, or config.mirror=\(origin.name) with subjects=[] for a copy of the messages too.")
    }
}
