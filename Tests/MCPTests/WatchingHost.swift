import JSON
import MCP
import Synchronization

/// Watches single resources: those below `test://open/`, and after a while those below `test://slow/`.
final class WatchingHost: MCPSubscriptionHost {
    let identity = MCPIdentity(name: "fixture", title: "Fixture", version: "1")
    let instructions = "For tests."
    let tools: [MCPTool] = []
    let notifications: MCPNotificationKinds = [.resourceUpdated]
    let resourceTemplates: [MCPResourceTemplate] = []

    private struct State {
        /// For each resource its subscriptions, and how the first is told.
        var watched: [String: Int] = [:]
        var changed: [String: @Sendable () async -> Void] = [:]
        var gates: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    var watched: [String: Int] { state.withLock { $0.watched } }
    var waiting: Int { state.withLock { $0.gates.count } }

    /// Lets those below `test://slow/` begin.
    func open() {
        for gate in state.withLock({ $0.gates }) { gate.resume() }
        state.withLock { $0.gates = [] }
    }

    func change(_ uri: String) async { await state.withLock { $0.changed[uri] }?() }

    func watch(
        _ uri: String, context: MCPCallContext, changed: @escaping @Sendable () async -> Void
    ) async throws(MCPRequestError) {
        if uri.hasPrefix("test://slow/") {
            await withCheckedContinuation { continuation in state.withLock { $0.gates.append(continuation) } }
        } else if !uri.hasPrefix("test://open/") {
            throw .notFound("There is no \(uri)")
        }
        state.withLock { state in
            state.watched[uri, default: 0] += 1
            if state.changed[uri] == nil { state.changed[uri] = changed }
        }
    }

    func unwatch(_ uri: String) {
        state.withLock { state in
            state.watched[uri, default: 0] -= 1
            if state.watched[uri] == 0 {
                state.watched[uri] = nil
                state.changed[uri] = nil
            }
        }
    }

    func resources(cursor: String?, context: MCPCallContext) async throws(MCPRequestError) -> MCPResourcePage {
        MCPResourcePage(resources: [])
    }

    func readResource(_ uri: String, context: MCPCallContext) async throws(MCPRequestError) -> [MCPResourceContents] {
        throw .notFound("There is no \(uri)")
    }

    func call(_ tool: String, arguments: JSONObject, context: MCPCallContext) async -> MCPToolOutcome {
        .result(structured: [:], isError: false)
    }
}
