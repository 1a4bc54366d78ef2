import Archive
import Changes
import JSON
import Model
import Platform

/// Restores the streams of a backup one after another (`StreamTurns`), those that others copy from first: each is judged by the
/// room that those before it left.
struct RestoreOfAll: Sendable {
    let run: RestoreRun
    let backup: StoredBackup
    let wanted: NamePattern?
    let isDry: Bool

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
        for candidate in streams {
            do throws(ToolFailure) {
                // What has not begun does not begin any more.
                guard !job.isCancelled, !Task.isCancelled else { throw ToolFailure.cancelled }
                let report = try await one(candidate, names, progress)
                table.add(candidate.name, as: report.request["stream"]?.string ?? candidate.name, report)
            } catch {
                table.add(candidate.name, failure: error)
            }
            progress.finished(candidate.name)
        }
        return table
    }

    /// Its archive is read to the end before a byte of it is sent: a server of 2.15 makes the stream of the first block, and what
    /// delivers or copies from it would have done so before the damage further on is found.
    private func one(
        _ candidate: RestoreCandidate, _ names: Set<String>, _ progress: JobProgress
    ) async throws(ToolFailure) -> ChangeReport {
        do {
            let stream = try await RestoreRun.read(candidate.stored, of: backup)
            return try await run.restore(stream, with: names, isDry: isDry) { progress.reached(candidate.name, $0) }
        } catch let failure as ToolFailure {
            throw failure
        } catch let error as ArchiveError {
            throw ToolFailure(error)
        } catch {
            throw ToolFailure("internal", "the stream could not be restored")
        }
    }

    /// What the manifest tells of and is not in the directory.
    private func missing(_ candidates: [RestoreCandidate], _ table: RestoreTable) -> [String] {
        let there = Set(candidates.map(\.name)).union(table.rows.compactMap { $0["stream"]?.string })
        return (backup.manifest?.streams.map(\.name) ?? []).filter { (wanted?.matches($0) ?? true) && !there.contains($0) }
    }
}
