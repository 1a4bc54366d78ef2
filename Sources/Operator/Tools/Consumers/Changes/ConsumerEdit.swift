import Guard
public import JSON
import JetStream
import Model

/// Changes fields of a consumer's configuration.
public struct ConsumerEdit: Tool {
    public let name = "consumer_edit"
    public let title = "Change a consumer"
    public let description =
        "Changes the named fields of a consumer's configuration; the others and its position stay. The guard tells what becomes of "
        + "messages in flight, or wanted by nobody then. Begin with dry_run=true."
    public let effect = Effect.change(.config, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let input = ConfigurationInput(ConsumerFields.all)

    public let fields: [any FieldShape] =
        [ConsumerNames.stream, ConsumerNames.consumer] + input.fields + ChangeFields.ofConfigurations

    public let output: JSONObject = ChangeOutput.properties([
        "changed": [
            "type": "array", "items": ["type": "object"], "description": "field, from, to, as the server means them.",
        ],
        "sent": ["type": "boolean"],
        "pending": ["type": "integer", "description": "Messages it will be given."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let wanted = try Self.input.read(arguments)
        // A reason by field may be for what there is already.
        let reasons = try arguments(ChangeFields.reason)
        guard !wanted.isEmpty || !reasons.fields.isEmpty else {
            throw ToolFailure("missing_argument", "Nothing is to be changed: name at least one field.")
        }
        try ConsumerNames.check(ConsumerConfiguration(json: wanted))
        try await context.checkSupport(of: wanted, ConsumerFields.all)
        let info = try await ConsumerLookup.info(
            try arguments(ConsumerNames.stream), try arguments(ConsumerNames.consumer), context)
        var change = ConsumerUpdate(stream: info.stream, consumer: info.name, wanted: wanted)
        change.reserved = context.reservedSubjects
        return try await ChangeOutput.run(
            change, ConsumerUpdater(context.jetStream), name, arguments, context, confirmable: true)
    }
}
