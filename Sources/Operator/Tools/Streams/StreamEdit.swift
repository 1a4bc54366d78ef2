import Guard
public import JSON
import JetStream
import Model
import Platform

/// Changes fields of a stream's configuration.
public struct StreamEdit: Tool {
    public let name = "stream_edit"
    public let title = "Change a stream"
    public let description =
        "Changes the named fields of a stream's configuration and leaves all others as they are. The guard counts what a lower limit "
        + "or another retention would delete at once. `subjects` replaces the whole list. Begin with dry_run=true."
    public let effect = Effect.change(.config, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let input = ConfigurationInput(StreamFields.all, own: ["subjects"])

    public let fields: [any FieldShape] = [StreamAdd.stream, StreamAdd.subjects] + input.fields + ChangeFields.ofConfigurations

    public let output: JSONObject = StreamUpdating.output

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        var wanted = try Self.input.read(arguments)
        if let subjects = try arguments(Self.subjects) {
            guard wanted["subjects"] == nil else {
                throw ToolFailure("invalid_argument", "`subjects` is given twice, by itself and in `config`: give one of them.")
            }
            wanted.append("subjects", .array(subjects.map { .string($0) }))
        }
        return try await StreamUpdating.run(try arguments(StreamAdd.stream), wanted, tool: name, arguments, context)
    }

    private static let subjects = StreamAdd.subjects
}

/// What changing streams and buckets has in common.
enum StreamUpdating {
    static let output: JSONObject = ChangeOutput.properties([
        "changed": [
            "type": "array", "items": ["type": "object"], "description": "field, from, to, as the server means them.",
        ],
        "sent": ["type": "boolean", "description": "False where there was nothing to change."],
    ])

    static func run(
        _ stream: String, _ wanted: JSONObject, tool: String, _ arguments: Arguments, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        // A reason by field may be for what there is already.
        let reasons = try arguments(ChangeFields.reason)
        guard !wanted.isEmpty || !reasons.fields.isEmpty else {
            throw ToolFailure("missing_argument", "Nothing is to be changed: name at least one field.")
        }
        for subject in wanted["subjects"]?.array ?? [] {
            try Subjects.checkFilter(subject.string ?? "", argument: "subjects")
        }
        try await context.checkSupport(of: wanted, StreamFields.all)
        _ = try await StreamLookup.info(stream, context)
        return try await ChangeOutput.run(
            StreamUpdate(stream: stream, fields: wanted, moment: WallTime.now().rfc3339), StreamUpdater(context.jetStream), tool,
            arguments, context, confirmable: true)
    }
}
