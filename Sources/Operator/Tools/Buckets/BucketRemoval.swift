import Guard
import JSON
import JetStream

/// Deleting whole buckets, which the tools that delete keys and objects do when they are told so.
enum BucketRemoval {
    static let wanted = Field<Bool>.flag("delete_bucket", "Level destructive.")
    /// Of older prompts. Where nothing has to be confirmed it means nothing.
    static let force = Field<Bool>.flag("force", "Never counts as confirmation.").unlisted()

    static func refuseForce(_ arguments: Arguments) throws(ToolFailure) {
        guard try arguments(force) else { return }
        throw ToolFailure(
            "force_not_taken",
            "`force` is not taken here, and nothing was changed: it would say yes to a loss nobody has seen yet. What goes is counted "
                + "first, and then somebody confirms that number.",
            next: "Call again without `force`.")
    }

    /// - Parameter key: the argument that names one thing to delete, and what was given for it.
    static func run(
        stream: String, unless key: (name: String, value: String?), _ tool: String, _ arguments: Arguments,
        _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        guard key.value == nil else {
            throw ToolFailure(
                "invalid_argument", "`\(key.name)` and `delete_bucket` are given: one deletes it alone, the other everything.",
                next: "Give one of them.")
        }
        try refuseForce(arguments)
        try context.require(.destructive, for: "Deleting a bucket")
        return try await ChangeOutput.run(
            StreamDelete(stream: stream), StreamDeleter(context.jetStream), tool, arguments, context, confirmable: true)
    }
}
