import Guard
public import JSON
import JetStream
import Model
import NATS

/// Makes a stream.
public struct StreamAdd: Tool {
    public let name = "stream_add"
    public let title = "Create a stream"
    public let description =
        "Creates a stream. Without `config` it keeps everything on file, unlimited, in one copy: set max_bytes or max_age, and "
        + "num_replicas 3 in a cluster. A name that is taken is an error that tells the differences."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats

    static let stream = Field<String>.text("stream", "The stream's name.", aliases: ["name"])
    static let subjects = Field<[String]?>.texts("subjects", "Subjects it takes; none for a mirror or sources.")
    private static let input = ConfigurationInput(StreamFields.all, own: ["subjects"])

    public let fields: [any FieldShape] = [stream, subjects] + input.fields + ChangeFields.ofConfigurations

    public let output: JSONObject = ChangeOutput.properties(["created": ["type": "boolean"]])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        var json: JSONObject = ["name": .string(try arguments(Self.stream))]
        if let subjects = try arguments(Self.subjects) { json.append("subjects", .array(subjects.map { .string($0) })) }
        for member in try Self.input.read(arguments).members where !member.value.isNull {
            guard json[member.key] == nil else {
                throw ToolFailure("invalid_argument", "`\(member.key)` is given twice: give it once.")
            }
            json.append(member.key, member.value)
        }
        return try await StreamMaking.run(StreamConfiguration(json: json), tool: name, arguments, context)
    }
}

/// What making streams and buckets has in common.
enum StreamMaking {
    /// - Parameter edit: the tool that changes what exists.
    static func run(
        _ configuration: StreamConfiguration, tool: String, edit: String = "stream_edit", _ arguments: Arguments,
        _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        // A copy would show what is hidden.
        for origin in configuration.sources + [configuration.mirror].compactMap(\.self) {
            try context.services.disclosure.check(["stream": .string(origin)])
        }
        for subject in configuration.subjects { try Subjects.checkFilter(subject, argument: "subjects") }
        try await context.checkSupport(of: configuration.json, StreamFields.all)
        do {
            let existing = try await context.jetStream.streamInfo(configuration.name)
            throw exists(existing, configuration, edit)
        } catch let error as JetStreamError {
            if error.code != .streamNotFound { throw ToolFailure(error) }
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            throw ToolFailure("internal", "\(error)")
        }
        return try await ChangeOutput.run(
            StreamCreate(configuration: configuration), StreamCreator(context.jetStream), tool, arguments, context,
            confirmable: true)
    }

    private static func exists(_ info: StreamInfo, _ wanted: StreamConfiguration, _ edit: String) -> ToolFailure {
        let differences = ConfigurationComparison.changes(
            from: info.configuration.json, to: wanted.json, defaults: StreamDefaults.values)
        let words = differences.prefix(20).map { "\($0.field) is \(shown($0.from, $0.field))" }
        let bucket = [KeyValueNames.bucket, ObjectNames.bucket].lazy.compactMap { $0(info.name) }.first
        let what = bucket.map { "bucket \(quoted($0))" } ?? "stream \(quoted(info.name))"
        return ToolFailure(
            bucket == nil ? "stream_exists" : "bucket_exists",
            "There is a \(what) already, with \(info.state.messages.grouped) messages; nothing was changed. "
                + (words.isEmpty ? "It is configured as wanted." : "Unlike wanted: \(words.joined(separator: "; "))."),
            next: "\(edit) changes it; another name makes a new one.")
    }
}
