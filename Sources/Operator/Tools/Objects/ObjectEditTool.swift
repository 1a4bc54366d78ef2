import Guard
public import JSON
import JetStream

/// Changes what is kept of an object beside its bytes.
public struct ObjectEditTool: Tool {
    public let name = "object_edit"
    public let title = "Rename or describe an object"
    public let description =
        "Renames an object or a link (`new_name`, which must be free), or changes its description, headers or metadata; each given "
        + "replaces the whole, what is not given stays. Its bytes are not touched."
    public let effect = Effect.change(.data, destructive: true, idempotent: true)
    public let scope = Scope.nats

    private static let newName = Field<String?>.optionalText("new_name", "The name it gets.").terse()
    private static let about = Field<String?>.content("description", "\"\": none.")

    public let fields: [any FieldShape] = [
        ObjectFields.bucket, ObjectFields.name, newName, about, ObjectFields.headers.terse(), ObjectFields.metadata.terse(),
        ChangeFields.dryRun,
    ]

    public let output: JSONObject = ChangeOutput.properties([
        "name": ["type": "string", "description": "The object's name from now on."],
        "sequence": ["type": "integer", "description": "Its sequence in the bucket from now on."],
    ])

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let bucketName = try arguments(ObjectFields.bucket)
        let object = try arguments(ObjectFields.name)
        let fields = ObjectEdit.Fields(
            name: try arguments(Self.newName), description: try arguments(Self.about),
            headers: try arguments(ObjectFields.headers), metadata: try arguments(ObjectFields.metadata))
        guard fields != ObjectEdit.Fields() else {
            throw ToolFailure(
                "missing_argument", "Nothing is to be changed: give new_name, description, headers or metadata.",
                next: "object_info shows what the object has.")
        }
        if let newName = fields.name { try context.refuseHidden(newName, in: bucketName) }
        let bucket = try await ObjectLookup.bucket(bucketName, context)
        _ = try await ObjectLookup.entry(object, in: bucket, context)
        return try await ChangeOutput.run(
            ObjectEdit(bucket: bucketName, name: object, fields), ObjectEditor(context.jetStream), name, arguments, context)
    }
}
