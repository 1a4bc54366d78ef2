internal import JSON
internal import Platform
internal import Synchronization

extension ServerRun {
    /// - Parameter immediately: begin on this thread, up to the first suspension. Only the reading thread does: an answering
    ///   task that began the next call on its own stack would nest without a bound.
    func start(_ call: Call, immediately: Bool) {
        let work: @concurrent @Sendable () async -> Void = { await self.perform(call) }
        let task: Task<Void, Never>
        if immediately, #available(macOS 26.0, *) {
            task = Task.immediate(executorPreference: WorkerPool.shared, operation: work)
        } else {
            task = Task(executorPreference: WorkerPool.shared, operation: work)
        }
        let cancelled = state.withLock { state in
            guard case .starting(let cancelled)? = state.tasks[call.number] else { return false }
            state.tasks[call.number] = .task(task)
            return cancelled
        }
        if cancelled { task.cancel() }
    }

    private func perform(_ call: Call) async {
        let outcome = await outcome(of: call)
        let frame = answers.frame(call, outcome, now: ContinuousClock.now)
        await writer.room()
        apply { state in
            state.tasks[call.number] = nil
            if case .watching(let uris) = outcome { return state.session.watching(call.number, uris) }
            return state.session.finish(call.number, frame)
        }
    }

    private func outcome(of call: Call) async -> CallOutcome {
        let context = context(of: call)
        switch call.work {
        case .tool(let tool, let arguments):
            return .tool(await host.call(tool.name, arguments: arguments, context: context))
        case .listen(let listen):
            return .watching(await watched(listen.uris, context))
        case .subscribe(let uri):
            do {
                try await watch(uri, context)
                return .watching([uri])
            } catch {
                return .failed(error)
            }
        default:
            do {
                return .result(try await result(of: call, context))
            } catch {
                return .failed(error)
            }
        }
    }

    private func result(of call: Call, _ context: MCPCallContext) async throws(MCPRequestError) -> JSONObject {
        switch call.work {
        case .listResources(let cursor):
            guard let host = host as? any MCPResourceHost else { break }
            let page = try await host.resources(cursor: cursor, context: context)
            var result: JSONObject = ["resources": .array(page.resources.map { .object($0.row(call.caller.version)) })]
            result["nextCursor"] = page.nextCursor.map { .string($0) }
            return result
        case .readResource(let uri):
            guard let host = host as? any MCPResourceHost else { break }
            let contents = try await host.readResource(uri, context: context)
            guard !contents.isEmpty else { throw .notFound("Unknown resource: \(Words.quoted(uri, limit: 200))") }
            return ["contents": .array(contents.map { .object($0.row(call.caller.version)) })]
        case .prompt(let prompt, let arguments):
            guard let host = host as? any MCPPromptHost else { break }
            let messages = try await host.prompt(prompt.name, arguments: arguments, context: context)
            let rows = messages.map { message -> JSONValue in
                ["role": .string(message.role.rawValue), "content": ["type": "text", "text": .string(message.text)]]
            }
            return ["description": .string(prompt.description), "messages": .array(rows)]
        case .complete(let request):
            guard let host = host as? any MCPCompletionHost else { break }
            let completion = try await host.complete(request, context: context)
            var body: JSONObject = ["values": .array(completion.values.prefix(100).map { .string($0) })]
            body["total"] = completion.total.map { JSONValue($0) }
            if completion.values.count > 100 || (completion.total ?? 0) > completion.values.count { body["hasMore"] = true }
            return ["completion": .object(body)]
        case .tool, .subscribe, .listen: break
        }
        throw .failed("Internal error")
    }

    private func context(of call: Call) -> MCPCallContext {
        let caller = call.caller
        return MCPCallContext(
            clientName: caller.clientName, clientVersion: caller.clientVersion, protocolVersion: caller.version.rawValue,
            canAsk: caller.canAsk,
            answered: Dictionary(call.answers.map { ($0.key, $0.fingerprint) }) { _, last in last },
            progress: { value, total, message in
                guard caller.progressToken != nil else { return }
                self.progress(call.number, value, total, message)
            },
            ask: { question throws(MCPAskError) in try await self.ask(call, question) })
    }

    private func progress(_ number: CallNumber, _ value: Double, _ total: Double?, _ message: String?) {
        // Reports for a client that doesn't read would only grow old.
        guard writer.backlog < 1 << 20 else { return }
        let now = ContinuousClock.now
        apply { $0.session.progress(number, value, total, message, now: now) }
    }
}
