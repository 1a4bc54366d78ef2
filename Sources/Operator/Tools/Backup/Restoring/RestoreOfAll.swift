import Archive
import Changes
import JSON
import Model
import Platform

/// Restores the streams of a backup, several at a time, those that others copy from first.
struct RestoreOfAll: Sendable {
    let run: RestoreRun
    let backup: StoredBackup
    let wanted: NamePattern?
    let isDry: Bool

    /// What became of one stream.
    private enum Outcome: Sendable {
        case reported(ChangeReport)
        case failed(ToolFailure)
    }

    /// - Returns: a table with a row for each stream, without rows where there was none of those asked for.
    func table(_ job: Job, _ context: ToolContext) async throws(ToolFailure) -> RestoreTable {
        var table = RestoreTable(isOfCluster: backup.source?.cluster != nil)
        var candidates: [RestoreCandidate] = []
        for stored in try await RestoreRun.streams(backup) where wanted?.matches(stored.directory) ?? true {
            do throws(ArchiveError) {
                candidates.append(try await RestoreRun.candidate(stored, of: backup))
            } catch {
                table.add(stored.directory, failure: ToolFailure(error))
            }
        }
        for name in missing(candidates, table) {
            table.add(name, failure: ToolFailure("stream_missing", "The manifest tells of it; its directory is not there."))
        }
        let streams = RestoreOrder.sorted(candidates)
        let progress = JobProgress(job, context, verb: isDry ? "looked at" : "restored")
        progress.expect(Dictionary(streams.map { ($0.name, $0.size) }) { first, _ in first })
        let names = Set(streams.map(\.name))
        let width = await RestoreWidth.width(for: streams, run.options, context.services.jetStream)
        let outcomes = await inParallel(streams, atOnce: width, after: RestoreOrder.waits(streams)) { candidate in
            // What has not begun does not begin any more.
            guard !job.isCancelled, !Task.isCancelled else { return Outcome.failed(.cancelled) }
            let outcome = await one(candidate, names, progress)
            progress.finished(candidate.name)
            return outcome
        }
        for (stream, outcome) in zip(streams, outcomes) {
            switch outcome {
            case .reported(let report): table.add(stream.name, as: report.request["stream"]?.string ?? stream.name, report)
            case .failed(let failure): table.add(stream.name, failure: failure)
            }
        }
        return table
    }

    /// Its archive is read to the end before a byte of it is sent: a server of 2.15 makes the stream of the first block, and what
    /// delivers or copies from it would have done so before the damage further on is found.
    private func one(_ candidate: RestoreCandidate, _ names: Set<String>, _ progress: JobProgress) async -> Outcome {
        do {
            let stream = try await RestoreRun.read(candidate.stored, of: backup)
            return .reported(
                try await run.restore(stream, with: names, isDry: isDry) { progress.reached(candidate.name, $0) })
        } catch let failure as ToolFailure {
            return .failed(failure)
        } catch let error as ArchiveError {
            return .failed(ToolFailure(error))
        } catch {
            return .failed(ToolFailure("internal", "the stream could not be restored"))
        }
    }

    /// What the manifest tells of and is not in the directory.
    private func missing(_ candidates: [RestoreCandidate], _ table: RestoreTable) -> [String] {
        let there = Set(candidates.map(\.name)).union(table.rows.compactMap { $0["stream"]?.string })
        return (backup.manifest?.streams.map(\.name) ?? []).filter { (wanted?.matches($0) ?? true) && !there.contains($0) }
    }
}
