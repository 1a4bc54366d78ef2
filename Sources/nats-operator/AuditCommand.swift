import Audit
import Collect
import Guard
import JSON
import NATS
import Operator
import Platform

/// Looks at everything there is to see, and says what is wrong.
enum AuditCommand {
    static let command = Command(
        name: "audit", abstract: "Say what is wrong with a system, how bad, and what to do.",
        discussion: "Looks through every --context (or the server given), every --http monitoring port and every --conf file. "
            + "What cannot be seen is unknown, never passed. "
            + "Exit code: 0 clean, 1 warnings, 2 danger, 3 nothing could be assessed, a check of --require is unknown, or called wrongly.",
        options: AuditOptions.all + ConnectionOptions.all, misuse: 3
    ) { (line) throws(UsageError) in
        // Monitoring reads 2 as danger: a wrong call must not look like one.
        do throws(UsageError) {
            return try run(AuditOptions(line), ConnectionOptions(line))
        } catch {
            Notes.write(error.message)
            return 3
        }
    }

    private static func run(_ options: AuditOptions, _ connection: ConnectionOptions) throws(UsageError) -> Int32 {
        let (capture, spool) = try collected(options, connection)
        let assessed = options.mask ? try masked(capture) : capture
        if let path = options.save { try save(assessed, path) }
        var report = Assessor.assess(
            assessed, now: WallTime.now().rfc3339, thresholds: options.thresholds, program: NATSOperator.version)
        if let failure = spool.failure { throw UsageError("what was collected could not be read back: \(failure)") }
        if let baseline = options.baseline { report.compare(with: baseline) }
        if let accept = options.accept { report = report.accepting(accept) }
        report.require(options.require)
        let isTerminal = options.output == nil && Terminal.isTerminal(1)
        // https://no-color.org
        let wantsColour = Environment.current()["NO_COLOR"]?.isEmpty ?? true
        let shown = ReportOptions(
            colour: isTerminal && wantsColour, width: (isTerminal ? Terminal.columns(1) : nil) ?? 100)
        guard let output = options.output else {
            options.format.write(report, shown) { StandardOutput.write($0) }
            return report.exitCode
        }
        do throws(PlatformError) {
            try SharedFile.replace(output) { (write) throws(PlatformError) in
                try options.format.write(report, shown) { (part) throws(PlatformError) in try write(Array(part.utf8)) }
            }
        } catch {
            throw UsageError("\(error)")
        }
        return report.exitCode
    }

    /// A capture, and where its streams and consumers are kept.
    private static func collected(
        _ options: AuditOptions, _ connection: ConnectionOptions
    ) throws(UsageError) -> (Capture, any Spool) {
        if let path = options.from {
            let text = try AuditOptions.read(path, "--from", limit: 1 << 30)
            let spool = DiskSpool()
            do throws(CaptureMistake) {
                return (try Capture(text: text, spool: spool), spool)
            } catch {
                throw UsageError("--from \(path): \(error).")
            }
        }
        do throws(SetupFailure) {
            let collected = WorkerPool.shared.run { await collect(options, connection) }
            return try collected.get()
        } catch {
            throw UsageError(error.message)
        }
    }

    private static func collect(
        _ options: AuditOptions, _ connection: ConnectionOptions
    ) async -> Result<(Capture, any Spool), SetupFailure> {
        let isWatched = Terminal.isTerminal(2) && !options.quiet
        let progress: @Sendable (String) -> Void = { if isWatched { Notes.write($0) } }
        guard options.connects(connection) else {
            let collector = options.collector([], progress)
            return .success((await collector.collect(program: NATSOperator.version), collector.spool))
        }
        do {
            let setup = try await Setup(connection, selection: .all)
            let sources = setup.contexts.all.map(\.auditSource)
            let collector = options.collector(sources, progress)
            let capture = await collector.collect(program: NATSOperator.version)
            await setup.close()
            return .success((capture, collector.spool))
        } catch {
            return .failure(error)
        }
    }

    private static func masked(_ capture: Capture) throws(UsageError) -> Capture {
        var masking = Masking()
        do throws(CaptureMistake) {
            return try Capture(json: masking.masked(capture.json))
        } catch {
            throw UsageError("--mask: \(error)")
        }
    }

    private static func save(_ capture: Capture, _ path: String) throws(UsageError) {
        do throws(PlatformError) {
            try PrivateFile.replace(path) { (write) throws(PlatformError) in
                try capture.write { (part) throws(PlatformError) in try write(Array(part.utf8)) }
            }
        } catch {
            throw UsageError("\(error)")
        }
    }
}
