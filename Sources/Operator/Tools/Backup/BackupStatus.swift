public import JSON
import Platform

/// Tells of backups and restores that run as jobs.
public struct BackupStatus: Tool {
    public let name = "backup_status"
    public let title = "Backup and restore jobs"
    public let description =
        "Tells how far the backup and restore jobs of this process are, and what came of them; with `job` waits for that one up to "
        + "`wait`, or cancels it."
    /// What `cancel` ends is this process's own work, which whoever began it could end by cancelling the call.
    public let effect = Effect.read
    public let scope = Scope.nats
    public let isLong = true

    private static let job = Field<String?>.optionalText("job", "One job; without: all, the newest first.")
    private static let wait = Field<Duration?>.duration("wait", "Wait for it to end.", in: .zero...(.seconds(35))).terse()
    private static let cancel = Field<Bool>.flag("cancel", "Ends it; nothing half-made is left.")

    public let fields: [any FieldShape] = [job, wait, cancel]

    public let output: JSONObject = [
        "jobs": [
            "type": "array", "items": ["type": "object"],
            "description": "job, tool, about, started, state (running, done, incomplete, failed, cancelled), progress.",
        ],
        "state": ["type": "string"], "result": ["type": "object", "description": "What the call would have told."],
        "problem": ["type": "object"],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let all = Jobs.shared.all(of: context.services.context)
        guard let id = try arguments(Self.job) else {
            return ["jobs": .array(all.map { .object($0.json(withResult: false)) })]
        }
        guard let job = all.first(where: { $0.id == id }) else {
            throw ToolFailure(
                "job_not_found", "There is no job \(JSONValue.string(id).text) in this process and context.",
                next: "backup_status without `job` lists them. A job ends with the process that began it.")
        }
        let cancels = try arguments(Self.cancel)
        if cancels { job.cancel() }
        if let wait = try arguments(Self.wait) ?? (cancels ? .seconds(30) : nil) { _ = await job.outcome(within: wait) }
        return job.json(withResult: true)
    }
}
