import Archive
public import JSON
import Platform

/// Verifies a backup without any server.
public struct BackupVerify: Tool {
    public let name = "backup_verify"
    public let title = "Verify a backup"
    public let description =
        "Verifies a backup below --files-root without a server: digests, checksums, and the messages, sequences and consumers inside "
        + "the archives against manifest and state; also one the nats command line made. What is not sound is an error and listed. "
        + "Goes on with `cursor`."
    public let effect = Effect.read
    public let scope = Scope.program
    public let isLong = true

    private static let backup = Field<String>.text("backup", "Its path, as backup_ls tells.", aliases: ["path", "directory"])
    private static let stream = Field<String?>.optionalText("stream", "Only this one.")
    private static let timeout = Field<Duration?>.duration(
        "timeout", "Ends after this long (default 35s) between two streams.", in: .seconds(1)...(.seconds(24 * 3600))
    ).terse()
    private static let limit = Field<Int>.count("limit", "Rows in one result at most.", in: 1...1000, default: 100).terse()

    public let fields: [any FieldShape] = [backup, stream, timeout, Detail.field, limit, Cursor.field, Budget.field]

    public let output: JSONObject = [
        "backup": ["type": "object", "description": "Its row, as in backup_ls."],
        "verdict": ["type": "string", "description": "sound, unknown or damaged: of what this call looked at."],
        "faults": ["type": "array", "items": ["type": "object"], "description": "Of the whole."],
        "notes": ["type": "array", "items": ["type": "string"]],
        "streams": ["type": "array", "items": ["type": "object"], "description": "Those not sound; with detail full all."],
        "looked_at": ["type": "object", "description": "streams in this call, of how many; sound, unknown, damaged."],
        "truncated": ["type": "boolean", "description": "Not all streams were looked at."],
        "next_cursor": ["type": "string"],
    ]

    public init() {}

    private static let usualTimeout = Duration.seconds(35)

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let path = try arguments(Self.backup)
        let only = try arguments(Self.stream)
        let isFull = try arguments(Detail.field) == .full
        let limit = try arguments(Self.limit)
        let end = MonotonicTime.now.advanced(by: try arguments(Self.timeout) ?? Self.usualTimeout)
        let query: JSONObject = [
            "backup": .string(path), "stream": only.map { .string($0) } ?? .null, "full": .bool(isFull),
        ]
        let after = try Cursor.position(in: try arguments(Cursor.field), tool: name, query: query)?["after"]?.string
        var budget = Budget(try arguments(Budget.field), context.services.target, query: query)
        let root = try FileAccess.root(context)
        let opened = try await BackupAccess.run { _ throws(ArchiveError) in
            let verifier = try BackupVerifier(try StoredBackup.open(path, in: root))
            return (verifier: verifier, report: try verifier.overview())
        }
        var streams = opened.verifier.streams
        if let only {
            streams = streams.filter { $0.directory == only || ($0.directory == "." && opened.report.backup.isOf(only)) }
            if streams.isEmpty {
                throw ToolFailure(
                    "backup_stream_not_found", "The backup has no stream \(only).", next: "backup_verify without `stream`.")
            }
        }
        let waiting = streams.filter { stream in after.map { $0.utf8.lexicographicallyPrecedes(stream.directory.utf8) } ?? true }
        let sizes = try await BackupAccess.run { _ throws(ArchiveError) in
            waiting.reduce(0) { $0 &+ ((try? $1.data().size) ?? 0) }
        }
        let progress = TransferProgress(context, verb: "Verified", total: sizes)
        var page = VerifiedStreams(total: streams.count, isFull: isFull, limit: limit)
        var faults = BackupVerifyRows.faults(opened.report.faults, &budget)
        for stream in waiting {
            if page.isAnyLookedAt, MonotonicTime.now >= end { break }
            guard let report = try await look(at: stream, opened.verifier, until: end, progress, isFirst: !page.isAnyLookedAt)
            else { break }
            guard page.take(report, at: stream.directory, &budget) else { break }
        }
        let worst = max(page.verdict, opened.report.faults.isEmpty ? .sound : .damaged)
        var result: JSONObject = [
            "backup": .object(BackupRows.row(opened.report.backup).json), "verdict": .string(worst.rawValue),
        ]
        if opened.report.faults.count > faults.count {
            faults.append(
                .object(["code": "more", "message": .string("\(opened.report.faults.count - faults.count) more faults")]))
        }
        result.append("faults", .array(faults))
        result.append("notes", .array(opened.report.notes.map { .string($0) }))
        page.append(to: &result, tool: name, query: query, seen: after, all: streams)
        if worst != .sound { result.append("error", .object(Self.error(worst, opened.report, page))) }
        return result
    }

    /// Nil where the time ended before the stream did, and others were looked at before.
    private func look(
        at stream: StoredStream, _ verifier: BackupVerifier, until end: MonotonicTime, _ progress: TransferProgress, isFirst: Bool
    ) async throws(ToolFailure) -> StreamVerification? {
        let outcome = try await BackupAccess.run { flag throws(ArchiveError) -> StreamVerification? in
            let isLate = CancellationFlag()
            do throws(ArchiveError) {
                return try verifier.verify(stream, cancelled: flag) { done in
                    progress.added(done)
                    if MonotonicTime.now >= end {
                        isLate.cancel()
                        flag.cancel()
                    }
                }
            } catch {
                if error.code == "cancelled", isLate.isCancelled { return nil }
                throw error
            }
        }
        guard outcome == nil, isFirst else { return outcome }
        throw ToolFailure(
            "backup_out_of_time", "The time ended before the stream \(stream.directory) was read.",
            next: "Give it more with `timeout` (as 10m).")
    }

    private static func error(_ verdict: Verdict, _ report: BackupReport, _ page: VerifiedStreams) -> JSONObject {
        if verdict == .unknown {
            return [
                "code": "backup_unknown",
                "message": "Not all of the backup could be read or compared: it is not known to be fine. `streams` tells what.",
            ]
        }
        let first = report.faults.first ?? page.firstFault
        return [
            "code": "backup_damaged",
            "message": .string(
                "The backup is not sound\(first.map { ": \($0.path.map { "\($0): " } ?? "")\($0.message)" } ?? "")."),
            "next": "Keep it, make another, and restore only what is sound.",
        ]
    }
}
