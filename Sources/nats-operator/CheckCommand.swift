import Audit
import JSON
import Operator
import Platform

/// One check of one thing, with the exit codes of monitoring.
enum CheckCommand {
    private static let format = CommandOption.value(
        "--format", "format", "\(CheckFormat.allCases.map(\.rawValue).joined(separator: ", ")) (default nagios).")
    private static let output = CommandOption.value("--output", "file", "Write it there, whole, and not to standard output.")

    static let command = Command(
        name: "check", abstract: "Check one thing for monitoring.",
        discussion:
            "Arguments are key=value: what to look at (stream=ORDERS), and limits (msgs_critical=1). docs/audit.md has all. "
            + "Exit code: 0 ok, 1 warning, 2 critical, 3 unknown or called wrongly.",
        positionals: [
            .init(
                name: "kind", help: "connection, stream, consumer, message, meta, jetstream, server, kv, credential or request.",
                isRequired: true),
            .init(name: "arguments", help: "What, and its limits.", repeats: true),
        ], options: [format, output] + ConnectionOptions.all, misuse: 3
    ) { (line) throws(UsageError) in
        // Monitoring reads 2 as critical: a wrong call must not look like one.
        do throws(UsageError) {
            return try run(line)
        } catch {
            StandardOutput.write(
                CheckFormat.nagios.render(
                    CheckReport(check: "check", of: "", lines: [.init(.unknown, error.message)], figures: [])))
            return CheckReport.Status.unknown.rawValue
        }
    }

    private static func run(_ line: ParsedLine) throws(UsageError) -> Int32 {
        let format = try line.choice(format, default: .nagios) as CheckFormat
        let connection = try ConnectionOptions(line)
        let kind = line.positionals[0]
        let report: CheckReport
        do throws(SetupFailure) {
            let given = try CallArguments.parse(Array(line.positionals.dropFirst()))
            let result = try WorkerPool.shared.run { await check(arguments(kind, given), connection) }.get()
            if let error = result["error"] { throw SetupFailure(words(error)) }
            guard let read = CheckReport(json: result) else { throw SetupFailure("the check gave no result") }
            report = read
        } catch {
            throw UsageError(error.message)
        }
        let text = format.render(report)
        guard let path = line[output] else {
            StandardOutput.write(text)
            return report.status.rawValue
        }
        do {
            try SharedFile.replace(path, contents: Array(text.utf8))
        } catch {
            throw UsageError("--output: \(error)")
        }
        return report.status.rawValue
    }

    /// What is no field of the tool is a limit; the tool refuses those that are none.
    private static func arguments(_ kind: String, _ given: JSONObject) -> JSONObject {
        let fields = Set(Catalogue.tool(named: "server_check")?.fields.map(\.name) ?? []).union(["context"])
        var arguments: JSONObject = ["kind": .string(kind)]
        var limits = given["limits"]?.object ?? [:]
        for member in given.members where member.key != "limits" {
            if fields.contains(member.key) { arguments[member.key] = member.value } else { limits[member.key] = member.value }
        }
        if !limits.isEmpty { arguments["limits"] = .object(limits) }
        return arguments
    }

    private static func words(_ error: JSONValue) -> String {
        [error["message"]?.string, error["next"]?.string].compactMap(\.self).joined(separator: " ")
    }

    private static func check(_ arguments: JSONObject, _ connection: ConnectionOptions) async -> Result<JSONObject, SetupFailure>
    {
        do {
            let setup = try await Setup(connection, selection: .all)
            let outcome = await setup.contexts.run("server_check", arguments) { services in
                ToolContext(caller: "nats-operator check", asker: TerminalAsker(), services: services)
            }
            await setup.close()
            guard case .result(let result, _) = outcome else { return .failure(SetupFailure("the check was suspended")) }
            return .success(result)
        } catch {
            return .failure(error)
        }
    }
}
