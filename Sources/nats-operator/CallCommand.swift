import JSON
import Operator
import Platform

enum CallCommand {
    static let command = Command(
        name: "call", abstract: "Run one tool and print its result as JSON.",
        discussion: "Arguments are key=value, key:=JSON, one JSON object, or - to read a JSON object from standard input. "
            + "Exit code: 0 done, 1 not done (the result says why), 2 called wrongly, 3 waits for a human (the result has the plan).",
        positionals: [
            .init(name: "tool", help: "The tool; `nats-operator tools` lists them.", isRequired: true),
            .init(name: "arguments", help: "Its arguments.", repeats: true),
        ], options: ConnectionOptions.all
    ) { (line) throws(UsageError) in
        try run(line)
    }

    private static func run(_ line: ParsedLine) throws(UsageError) -> Int32 {
        let tool = line.positionals[0]
        guard Catalogue.tool(named: tool) != nil else { throw UsageError(Nearest.unknownTool(tool)) }
        let connection = try ConnectionOptions(line)
        let result: JSONObject
        do throws(SetupFailure) {
            let given = try CallArguments.parse(Array(line.positionals.dropFirst()))
            result = try WorkerPool.shared.run { await call(tool, given, connection) }.get()
        } catch {
            throw UsageError(error.message)
        }
        let json = JSONValue.object(result)
        StandardOutput.write((Terminal.isTerminal(1) ? json.prettyText : json.text) + "\n")
        return code(result)
    }

    private static func call(
        _ tool: String, _ arguments: JSONObject, _ connection: ConnectionOptions
    ) async -> Result<JSONObject, SetupFailure> {
        do {
            let setup = try await Setup(connection, selection: .all)
            let running = Task(executorPreference: WorkerPool.shared) {
                await setup.contexts.run(tool, arguments) { services in
                    var context = ToolContext(
                        caller: "nats-operator call", asker: TerminalAsker(), services: services,
                        progress: { _, _, message in Notes.progress(message) })
                    // The process ends with the call, and so would a job.
                    context.patience = nil
                    return context
                }
            }
            endOnSignal(running)
            let outcome = await running.value
            Notes.endProgress()
            await setup.close()
            guard case .result(let result, _) = outcome else { return .failure(SetupFailure("the call was suspended")) }
            return .success(result)
        } catch {
            return .failure(error)
        }
    }

    /// Asked to end, the call is cancelled, and what it had half done is taken back; asked again, it ends at once.
    private static func endOnSignal(_ running: Task<ToolOutcome, Never>) {
        let isEnding = CancellationFlag()
        try? TerminationSignals.watch { number in
            if isEnding.isCancelled { Program.exit(128 + number) }
            isEnding.cancel()
            running.cancel()
            BlockingCall.start {
                // The result is told if it comes; a person at a prompt is not waited for.
                BlockingCall.pause(.milliseconds(200))
                CleanUps.shared.block(atMost: .seconds(40))
                BlockingCall.pause(.milliseconds(500))
                Program.exit(128 + number)
            }
        }
    }

    private static let usage: Set<String> = [
        "unknown_argument", "invalid_argument", "missing_argument", "invalid_cursor", "unknown_context", "conflicting_context",
    ]

    private static func code(_ result: JSONObject) -> Int32 {
        if let error = result["error"] { return usage.contains(error["code"]?.string ?? "") ? 2 : 1 }
        switch result["status"]?.string {
        case nil, "done", "planned": return 0
        case "needs_confirmation": return 3
        default: return 1
        }
    }
}
