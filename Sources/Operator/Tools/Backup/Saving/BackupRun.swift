import Archive
import Guard
import JSON
import JetStream
import Model
import NATS
import Platform

/// Makes one backup, of one stream or of all.
struct BackupRun: Sendable {
    /// Streams saved at once.
    private static let width = 4

    let context: ToolContext
    let target: String
    let kind: BackupKind
    /// The names asked for; nil: all.
    let pattern: String?
    let withConsumers: Bool

    private var jetStream: JetStreamClient { context.services.jetStream }

    /// Checks what can be before a job begins, then runs.
    func run(_ tool: String, about: String) async throws(ToolFailure) -> JSONObject {
        let root = try FileAccess.root(context)
        let source = try await source()
        let plan = BackupPlan(
            name: target, kind: kind, source: source, program: context.services.version, started: WallTime.now(),
            selection: pattern, withConsumers: withConsumers)
        let writer: BackupWriter
        do {
            writer = try await StreamSaver.run { () throws(ArchiveError) in try BackupWriter.begin(plan, in: root) }
        } catch {
            throw ToolFailure(error)
        }
        return try await Jobs.shared.run(tool, about: about, context) { (job) async throws(ToolFailure) in
            try await save(writer, job)
        }
    }

    private func source() async throws(ToolFailure) -> BackupSource {
        let facts = try await context.facts()
        let target = context.services.target
        return BackupSource(
            context: context.services.context, server: facts.serverName, serverVersion: facts.serverVersion,
            cluster: facts.cluster, domain: target.domain, account: facts.account)
    }

    private func save(_ writer: BackupWriter, _ job: Job) async throws(ToolFailure) -> JSONObject {
        let progress = JobProgress(job, context, verb: "saved")
        let saver = StreamSaver(jetStream: jetStream, writer: writer, withConsumers: withConsumers, progress: progress)
        var tally = BackupTally()
        do throws(ToolFailure) {
            let names = try await names(progress)
            let disclosure = context.services.disclosure
            let outcomes = await inParallel(names, atOnce: Self.width) { name -> StreamSaver.Outcome in
                if disclosure.hides(name) { return .failed("its name is kept out of all results (--hide)") }
                return await saver.save(name)
            }
            for (name, outcome) in zip(names, outcomes) { try tally.add(name, outcome) }
        } catch {
            throw await ended(writer, tally, error)
        }
        for row in tally.unsaved { writer.unsaved(row.name, reason: row.reason) }
        if kind == .stream, let row = tally.unsaved.first {
            throw await ended(
                writer, tally, ToolFailure("stream_not_saved", "\(quoted(row.name)) could not be saved: \(row.reason)"))
        }
        do {
            let manifest = try await StreamSaver.run { () throws(ArchiveError) in try writer.finish(ended: WallTime.now()) }
            return tally.result(manifest, target)
        } catch {
            throw ToolFailure(error)
        }
    }

    /// All there are, or those asked for; and what each weighs.
    private func names(_ progress: JobProgress) async throws(ToolFailure) -> [String] {
        do throws(JetStreamError) {
            guard kind == .account else {
                let name = pattern ?? ""
                progress.expect([name: try await jetStream.streamInfo(name).state.bytes])
                return [name]
            }
            let wanted = pattern.map(NamePattern.init)
            let names = try await jetStream.streamNames().filter { wanted?.matches($0) ?? true }
            var weights = Dictionary(uniqueKeysWithValues: names.map { ($0, UInt64(0)) })
            var offset = 0
            while true {
                let page = try await jetStream.streams(offset: offset)
                for info in page.streams where weights[info.name] != nil { weights[info.name] = info.state.bytes }
                let told = page.streams.count + page.missing.count
                offset += told
                if told == 0 || offset >= page.total { break }
            }
            progress.expect(weights)
            return names
        } catch {
            throw ToolFailure(error)
        }
    }

    /// What is whole of an account's backup stays for another run; of one stream's nothing would.
    private func ended(_ writer: BackupWriter, _ tally: BackupTally, _ failure: ToolFailure) async -> ToolFailure {
        let keeps = kind == .account && tally.count > 0
        do {
            try await StreamSaver.run { () throws(ArchiveError) in try writer.abandon(keeping: keeps) }
        } catch {
            return ToolFailure(
                failure.code, failure.message + " What was written so far could not be removed: \(error.description)",
                next: failure.next)
        }
        let left =
            keeps
            ? " \(tally.count) streams are whole in \(target)\(BackupLayout.partialSuffix), which is no backup yet: another run goes on with them."
            : " Nothing of it is left on the disk."
        return ToolFailure(failure.code, failure.message + left, next: failure.next)
    }
}
