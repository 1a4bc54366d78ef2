import Audit
import Collect
import Guard
import JSON
import NATS
import Operator
import Platform

/// What `audit` takes beside the connection.
struct AuditOptions: Sendable {
    let http: [String]
    let httpAuthorities: String?
    let conf: [String]
    let backups: [String]
    let save: String?
    let from: String?
    let mask: Bool
    let quiet: Bool
    let interval: Duration?
    let baseline: Baseline?
    let accept: AcceptFile?
    let require: [String]
    let thresholds: Thresholds
    let format: ReportFormat
    let output: String?

    init(_ line: ParsedLine) throws(UsageError) {
        http = line.all(Self.httpOption)
        httpAuthorities = line[Self.httpAuthoritiesOption]
        if httpAuthorities != nil, !http.contains(where: { $0.hasPrefix("https://") }) {
            throw UsageError("--http-ca is for a --http that begins with https://; none is given.")
        }
        conf = line.all(Self.confOption)
        backups = line.all(Self.backupsOption)
        save = line[Self.saveOption]
        from = line[Self.fromOption]
        mask = line.has(Self.maskOption)
        quiet = line.has(Self.quietOption)
        format = try line.choice(Self.formatOption, default: .text)
        output = line[Self.outputOption]
        interval = try Self.interval(line)
        require = line.list(Self.requireOption)
        let known = Set(CheckCatalogue.codes)
        if let unknown = require.first(where: { !known.contains($0) }) {
            if let successor = RetiredRule.successor(of: unknown) {
                throw UsageError("--require: \(unknown) is retired; \(successor) says the same.")
            }
            let near = Nearest.names(to: unknown, among: known.sorted())
            throw UsageError(
                "--require: there is no check \(unknown)."
                    + (near.isEmpty ? "" : " Did you mean \(near.joined(separator: " or "))?"))
        }
        thresholds =
            try Self.object(line, Self.thresholdsOption, { try Thresholds($0, known: AuditThresholds.known) }) ?? .standard
        baseline = try Self.baseline(line)
        guard let path = line[Self.acceptOption] else {
            accept = nil
            return
        }
        do {
            accept = try AcceptFile(String(decoding: try Self.read(path, "--accept", limit: 1 << 20), as: UTF8.self))
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError("--accept \(path): \(error)")
        }
    }

    private static func baseline(_ line: ParsedLine) throws(UsageError) -> Baseline? {
        guard let path = line[baselineOption] else { return nil }
        let text = try read(path, baselineOption.name, limit: 1 << 30)
        do throws(CaptureMistake) {
            return try Baseline(text: text)
        } catch {
            throw UsageError("--baseline \(path): \(error)")
        }
    }

    private static func interval(_ line: ParsedLine) throws(UsageError) -> Duration? {
        let samples = line[samplesOption] ?? (line[intervalOption] == nil ? "1" : "2")
        guard samples == "1" || samples == "2" else { throw UsageError("--samples: take 1 or 2.") }
        let text = line[intervalOption] ?? "10s"
        guard let interval = DurationText.parse(text), interval >= .seconds(1), interval <= .seconds(3600) else {
            throw UsageError("--interval: \(text) is no time between 1s and 1h.")
        }
        return samples == "2" ? interval : nil
    }

    private static func object<Value>(
        _ line: ParsedLine, _ option: CommandOption, _ make: (JSONObject) throws -> Value
    ) throws(UsageError) -> Value? {
        guard let path = line[option] else { return nil }
        let bytes = try read(path, option.name, limit: 1 << 20)
        do {
            guard let object = try JSONParser().parse(bytes).object else {
                throw UsageError("\(option.name) \(path): this is no JSON object.")
            }
            return try make(object)
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError("\(option.name) \(path): \(error)")
        }
    }

    static func read(_ path: String, _ option: String, limit: Int) throws(UsageError) -> [UInt8] {
        do {
            let bytes = try PrivateFile.read(path, from: 0, limit: limit + 1)
            guard bytes.count <= limit else {
                throw PlatformError(code: "too_large", message: "the file is too large", path: path)
            }
            return bytes
        } catch {
            throw UsageError("\(option): \(error)")
        }
    }

    /// Whether NATS is to be reached: always, unless something else was given to look at and no connection.
    func connects(_ connection: ConnectionOptions) -> Bool {
        let isGiven =
            !connection.context.isEmpty || connection.embedded != nil || !NATSFlags(connection, context: nil).given.isEmpty
        return isGiven || (http.isEmpty && conf.isEmpty && backups.isEmpty)
    }

    func collector(_ sources: [Collector.Source], _ progress: @escaping @Sendable (String) -> Void) -> Collector {
        Collector(
            sources: sources, http: http, httpAuthorities: httpAuthorities, files: conf, backups: backups, interval: interval,
            progress: progress)
    }

    static let all = [
        httpOption, httpAuthoritiesOption, confOption, backupsOption, samplesOption, intervalOption, saveOption, fromOption,
        maskOption, baselineOption,
        acceptOption, requireOption, thresholdsOption, formatOption, outputOption, quietOption,
    ]

    private static let httpOption = CommandOption.values(
        "--http", "url", "Monitoring port of a server (http://HOST:8222, or https://); may be given several times.")
    private static let httpAuthoritiesOption = CommandOption.value(
        "--http-ca", "file", "PEM file of the authorities to trust for --http https://… (default the system's).")
    private static let confOption = CommandOption.values("--conf", "file", "A nats-server.conf; may be given several times.")
    private static let backupsOption = CommandOption.values("--backups", "dir", "A directory below which backups are made.")
    private static let samplesOption = CommandOption.value("--samples", "number", "2: look twice, to see what grows (default 1).")
    private static let intervalOption = CommandOption.value("--interval", "duration", "Between the two (default 10s).")
    private static let saveOption = CommandOption.value(
        "--save", "file", "Keep what was seen, to be assessed later or elsewhere.")
    private static let fromOption = CommandOption.value(
        "--from", "file", "Assess what --save kept; nothing is asked of any server.")
    private static let maskOption = CommandOption.flag(
        "--mask", "Put other names in the place of names, subjects and addresses, the same for the same.")
    private static let baselineOption = CommandOption.value(
        "--baseline", "file", "A report of --format json: tell what is new since, and what is fixed.")
    private static let acceptOption = CommandOption.value(
        "--accept", "file", "Findings that are accepted, one a line: CODE@asset reason YYYY-MM-DD.")
    private static let requireOption = CommandOption.values(
        "--require", "codes", "Checks that must be known: exit code 3 where one is not.")
    private static let thresholdsOption = CommandOption.value(
        "--thresholds", "file", "JSON object of numbers from which on checks speak; `call explain topic=cpu_warn` tells of one.")
    private static let formatOption = CommandOption.value(
        "--format", "format", "\(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")) (default text).")
    private static let outputOption = CommandOption.value(
        "--output", "file", "Write the report there, whole, and not to standard output.")
    private static let quietOption = CommandOption.flag("--quiet", "No progress on a terminal.")
}
