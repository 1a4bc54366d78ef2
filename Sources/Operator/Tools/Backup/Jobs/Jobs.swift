import JSON
import Platform
import Synchronization

/// The jobs of this process: those that run, and the last that are over.
public final class Jobs: Sendable {
    public static let shared = Jobs()
    private static let kept = 50

    private let jobs = Mutex<[Job]>([])

    /// Does something as a job and waits for it as long as the caller has patience; then the job goes on alone.
    ///
    /// A caller that gives up while it waits ends the job.
    func run(
        _ tool: String, about: String, _ context: ToolContext,
        _ body: @escaping @Sendable (Job) async throws(ToolFailure) -> JSONObject
    ) async throws(ToolFailure) -> JSONObject {
        let job = Job(tool: tool, about: about, context: context.services.context)
        jobs.withLock { jobs in
            jobs.append(job)
            while jobs.count > Self.kept, let index = jobs.firstIndex(where: \.isOver) { jobs.remove(at: index) }
        }
        job.start { job in
            do throws(ToolFailure) {
                return .success(try await body(job))
            } catch {
                return .failure(error)
            }
        }
        let outcome = await withTaskCancellationHandler {
            await job.outcome(within: context.patience)
        } onCancel: {
            job.cancel()
        }
        if let outcome { return try outcome.get() }
        var running = job.json(withResult: false)
        running["status"] = "running"
        running["next"] = .string(
            "It goes on in this process. backup_status with job=\(job.id) tells how far it is, waits, and can cancel it.")
        return running
    }

    /// The newest first.
    func all(of context: String) -> [Job] { jobs.withLock { $0 }.filter { $0.context == context }.reversed() }

    func job(_ id: String, of context: String) -> Job? { all(of: context).first { $0.id == id } }

    /// Cancels what runs. For the end of the program, which then waits for `CleanUps`.
    public func cancelAll() { for job in jobs.withLock({ $0 }) { job.cancel() } }
}
