import Guard
public import JSON
import JetStream
import Model
import NATS

/// Makes a consumer.
public struct ConsumerAdd: Tool {
    public let name = "consumer_add"
    public let title = "Create a consumer"
    public let description =
        "Creates a consumer: durable, pull, each message acknowledged, from the stream's first on, unless `config` says otherwise "
        + "(durable_name null: gone when idle). A name that is taken is an error that tells the differences."
    public let effect = Effect.change(.config, destructive: false, idempotent: false)
    public let scope = Scope.nats

    private static let input = ConfigurationInput(ConsumerFields.all)

    public let fields: [any FieldShape] =
        [ConsumerNames.stream, ConsumerNames.consumer] + input.fields + [
            ChangeFields.dryRun, ChangeFields.reason, ReasonFields.place,
        ]

    public let output: JSONObject = ChangeOutput.properties([
        "created": ["type": "boolean"], "sent": ["type": "boolean"],
        "pending": ["type": "integer", "description": "Messages it will be given."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let stream = try arguments(ConsumerNames.stream)
        let consumer = try arguments(ConsumerNames.consumer)
        let given = try Self.input.read(arguments)
        var json: JSONObject = [
            "name": .string(consumer), "durable_name": .string(consumer), "deliver_policy": "all", "ack_policy": "explicit",
        ]
        for member in given.members { json[member.key] = member.value.isNull ? nil : member.value }
        if let durable = json["durable_name"]?.string, durable != consumer {
            throw ToolFailure("invalid_argument", "`durable_name` must be the same as `consumer`, or null.")
        }
        let configuration = ConsumerConfiguration(json: json)
        try ConsumerNames.check(configuration)
        try await context.checkSupport(of: configuration.json, ConsumerFields.all)
        _ = try await StreamLookup.info(stream, context)
        try await Self.checkAbsence(stream, configuration, context)
        var change = ConsumerCreate(stream: stream, configuration: configuration)
        change.reserved = context.reservedSubjects
        change.wasMissed = context.services.memory.wasMissed(consumer, stream: stream)
        return try await ChangeOutput.run(
            change, ConsumerCreator(context.jetStream), name, arguments, context, confirmable: true)
    }

    private static func checkAbsence(
        _ stream: String, _ wanted: ConsumerConfiguration, _ context: ToolContext
    ) async throws(ToolFailure) {
        // Who may not look may still make one: the guard says what is not known.
        guard let info = try? await context.jetStream.presentConsumer(of: stream, wanted.name) else { return }
        let differences = ConsumerCreate.differences(info.configuration, wanted)
        let words = differences.prefix(20).map { "\($0.field) is \(shown($0.from, $0.field, of: ConsumerFields.all))" }
        throw ToolFailure(
            "consumer_exists",
            "Stream \(quoted(stream)) has a consumer \(quoted(wanted.name)) already, at sequence \(info.deliveredSequence); nothing was "
                + "changed. "
                + (words.isEmpty ? "It is configured as wanted." : "Unlike wanted: \(words.joined(separator: "; "))."),
            next: "consumer_edit changes it and keeps its position; another name makes a new one.",
            details: ["differences": .array(differences.map { .object($0.json) })])
    }
}

/// The names every change of a consumer begins with.
enum ConsumerNames {
    static let stream = ConsumerLookup.stream.terse()
    static let consumer = ConsumerLookup.consumer.terse()

    /// Subjects in a configuration, before any of them becomes part of a request.
    static func check(_ configuration: ConsumerConfiguration) throws(ToolFailure) {
        if configuration.name.unicodeScalars.contains(where: {
            ".*>/\\".unicodeScalars.contains($0) || $0.value <= 32 || $0.value == 127
        }) {
            throw ToolFailure(
                "invalid_argument", "`consumer`: no consumer can have this name; it must not contain spaces or any of . * > / \\")
        }
        for filter in configuration.filters { try Subjects.checkFilter(filter, argument: "filter_subject") }
        if let subject = configuration.deliverSubject { try Subjects.checkFilter(subject, argument: "deliver_subject") }
    }
}
