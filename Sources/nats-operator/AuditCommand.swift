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
        let (capture, collector) = try collected(options, connection)
        if let path = options.save {
            var json = capture.json
            if options.mask {
                var masking = Masking()
                json = masking.masked(json)
            }
            try write(JSONValue.object(json).text + "\n", to: path, isShared: false)
        }
        var assessed = capture
        if options.mask {
            var masking = Masking()
            guard let masked = try? Capture(json: masking.masked(capture.json)) else { throw UsageError("--mask failed") }
            assessed = masked
        }
        var report = Assessor.assess(
            assessed, now: WallTime.now().rfc3339, thresholds: options.thresholds, program: NATSOperator.version)
        if let failure = collector?.failure { throw UsageError("what was collected could not be read back: \(failure)") }
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

    /// The collector is nil for a capture that was read from a file.
    private static func collected(
        _ options: AuditOptions, _ connection: ConnectionOptions
    ) throws(UsageError) -> (Capture, Collector?) {
        if let path = options.from {
            let bytes = try AuditOptions.read(path, "--from", limit: 1 << 30)
            do {
                guard let json = try JSONParser(maximumBytes: 1 << 30).parse(bytes).object else {
                    throw UsageError("--from \(path): this is no capture of nats-operator audit --save.")
                }
                return (try Capture(json: json), nil)
            } catch let error as UsageError {
                throw error
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
    ) async -> Result<(Capture, Collector?), SetupFailure> {
        let isWatched = Terminal.isTerminal(2) && !options.quiet
        let progress: @Sendable (String) -> Void = { if isWatched { Notes.write($0) } }
        guard options.connects(connection) else {
            let collector = options.collector([], progress)
            return .success((await collector.collect(program: NATSOperator.version), collector))
        }
        do {
            let setup = try await Setup(connection, selection: .all)
            let sources = setup.contexts.all.map(\.auditSource)
            let collector = options.collector(sources, progress)
            let capture = await collector.collect(program: NATSOperator.version)
            await setup.close()
            return .success((capture, collector))
        } catch {
            return .failure(error)
        }
    }

    /// Readers see the old file or the new one, never a part.
    private static func write(_ text: String, to path: String, isShared: Bool) throws(UsageError) {
        do {
            let contents = Array(text.utf8)
            if isShared {
                try SharedFile.replace(path, contents: contents)
            } else {
                try PrivateFile.replace(path, contents: contents)
            }
        } catch {
            throw UsageError("\(error)")
        }
    }
}
