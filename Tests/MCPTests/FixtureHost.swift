import JSON
import MCP
import Synchronization

/// Offers one tool for each thing a tool can do to its surroundings.
struct FixtureHost: MCPHost {
    let identity = MCPIdentity(name: "fixture", title: "Fixture", version: "1")
    let instructions = "For tests."
    let gate = Gate()
    let world = World()

    var tools: [MCPTool] {
        [
            tool("echo", output: ["type": "object", "properties": ["text": ["type": "string"]]]),
            tool("fail", output: ["type": "object", "properties": ["text": ["type": "string"]]]),
            tool("complain"), tool("wait"), tool("stubborn"), tool("big"), tool("ask"), tool("steps"),
            tool("watch", longRunning: true),
        ]
    }

    func call(_ tool: String, arguments: JSONObject, context: MCPCallContext) async -> MCPToolOutcome {
        switch tool {
        case "echo": return .result(structured: arguments, isError: false)
        case "fail", "complain": return .result(structured: ["error": "it \"broke\""], isError: true)
        case "wait", "watch":
            await gate.pass()
            return .result(structured: ["cancelled": .bool(Task.isCancelled)], isError: false)
        case "stubborn":
            await gate.passWhateverHappens()
            return .result(structured: [:], isError: false)
        case "big":
            let text = String(repeating: "x", count: arguments["bytes"]?.int ?? 0)
            return .result(structured: ["text": .string(text)], isError: false)
        case "steps":
            for step in 1...3 { context.progress(Double(step), 3, "step \(step)") }
            return .result(structured: [:], isError: false)
        case "ask": return await ask(context)
        default: return .result(structured: ["error": "no such tool"], isError: true)
        }
    }

    private func ask(_ context: MCPCallContext) async -> MCPToolOutcome {
        do {
            switch try await context.ask(Self.question(about: world.state.withLock { $0 })) {
            case .accept(let content): return .result(structured: ["accepted": .object(content)], isError: false)
            case .decline: return .result(structured: ["answer": "declined"], isError: false)
            case .cancel: return .result(structured: ["answer": "cancelled"], isError: false)
            }
        } catch {
            if case .suspended(let question) = error { return .inputRequired(question) }
            return .result(structured: ["error": .string("\(error)")], isError: true)
        }
    }

    static let question = question(about: "state 1")

    private static func question(about state: String) -> MCPQuestion {
        MCPQuestion(
            key: "confirm", message: "Really?",
            schema: ["type": "object", "properties": ["yes": ["type": "boolean"]], "required": ["yes"]], fingerprint: state)
    }

    private func tool(_ name: String, output: JSONObject? = nil, longRunning: Bool = false) -> MCPTool {
        MCPTool(
            name: name, title: "The \(name)", description: "Does \(name).", inputSchema: ["type": "object", "properties": [:]],
            outputSchema: output, readOnly: true, destructive: false, idempotent: true, openWorld: false, longRunning: longRunning
        )
    }
}

/// What a question rests on; it may change between question and answer.
final class World: Sendable {
    let state = Mutex("state 1")
}

/// Holds calls back until it is opened, and counts those it holds.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var last = 0
        var held: [Int: CheckedContinuation<Void, Never>] = [:]
        var arrivals = 0
        var expected: [(Int, CheckedContinuation<Void, Never>)] = []
    }
    private let state = Mutex(State())

    /// Waits for the gate or for the task's cancellation.
    func pass() async {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        await withTaskCancellationHandler {
            await hold(number, checksCancellation: true)
        } onCancel: {
            state.withLock { $0.held.removeValue(forKey: number) }?.resume()
        }
    }

    func passWhateverHappens() async { await hold(-1, checksCancellation: false) }

    private func hold(_ number: Int, checksCancellation: Bool) async {
        await withCheckedContinuation { continuation in
            let (passes, arrived) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
                state.arrivals += 1
                let arrived = state.expected.filter { $0.0 <= state.arrivals }.map(\.1)
                state.expected.removeAll { $0.0 <= state.arrivals }
                if state.isOpen || (checksCancellation && Task.isCancelled) { return (true, arrived) }
                state.held[number] = continuation
                return (false, arrived)
            }
            for waiter in arrived { waiter.resume() }
            if passes { continuation.resume() }
        }
    }

    /// Waits until so many calls have come to the gate.
    func arrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let there = state.withLock { state in
                if state.arrivals >= count { return true }
                state.expected.append((count, continuation))
                return false
            }
            if there { continuation.resume() }
        }
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [:] }
            return Array(state.held.values)
        }
        for continuation in held { continuation.resume() }
    }
}
